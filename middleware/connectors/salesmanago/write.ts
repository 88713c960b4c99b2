import { ConnectorError, type Context, type WriteOperation, type WriteResult } from '../connector.ts'
import { chunks } from './lookup.ts'
import { limits } from './limits.ts'
import { plan, type Settle } from './plan.ts'
import { post } from './requests.ts'
import { upsert } from './upsert.ts'
import { verify } from './verify.ts'

/**
 * Carries out operations, one result each. What concerns a single contact fails that one; what concerns the login or
 * the whole system (not reachable, too many requests) is given to every operation that has no result by then.
 */
export async function write(ctx: Context, operations: readonly WriteOperation[]): Promise<WriteResult[]> {
  const results = new Map<number, WriteResult>()
  const settle: Settle = (index, result) => results.set(index, result)
  let fault = new ConnectorError('schema', 'SALESmanago gave no answer for this contact.')
  try {
    const { upserts, removals } = await plan(ctx, operations, settle)
    for (const some of chunks(upserts, limits.writeBatch)) await upsert(ctx, some, settle)
    for (const { index, id, email } of removals) settle(index, await remove(ctx, id, email))
    await verify(ctx, upserts, results, settle)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    fault = error
  }
  return operations.map((_, index) => results.get(index) ?? { ok: false, error: fault })
}

/** Soft: people can still restore the contact, and its consent stays on record. Goes by address [C]. */
async function remove(ctx: Context, id: string, email: string): Promise<WriteResult> {
  try {
    await post(ctx, '/contact/delete', { email, permanently: false })
    return { ok: true, id }
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.retryable || error.kind === 'auth') throw error
    return { ok: false, error }
  }
}
