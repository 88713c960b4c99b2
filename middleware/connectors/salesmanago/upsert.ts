import { ConnectorError, type Context, type WriteResult } from '../connector.ts'
import { object, requiredText } from '../decode.ts'
import { addressKey } from './contact.ts'
import { keeping, type Settle, type Upsert } from './plan.ts'
import { post } from './requests.ts'

/** Batches larger than this are halved when they are refused: for one bad contact, or for their size, which has a limit nobody tells [U]. */
const smallestHalved = 50
/** Contacts in a row that the vendor may fail on (status 500) before the vendor itself counts as failing. */
const mostBroken = 3

/**
 * Upserts by batch, and one by one what the batch left open: a batch may be refused as a whole for one bad contact, and
 * one that is missing from its reply has an error that only a call of its own tells [U]. An upsert that
 * keeps the address may be repeated safely. Throws what concerns all contacts.
 */
export async function upsert(ctx: Context, upserts: readonly Upsert[], settle: Settle): Promise<void> {
  // A change of address is never sent twice: the second time, the old address would make a second contact.
  const steady = upserts.filter(({ renamed }) => renamed === null)
  const ids = steady.length > 1 ? await batched(ctx, steady) : new Map<string, string>()
  const open: Upsert[] = []
  for (const each of upserts) {
    const id = each.renamed === null ? ids.get(addressKey(each.email)) : undefined
    if (id === undefined) open.push(each)
    else settle(each.index, resultOf(each, id))
  }
  await oneByOne(ctx, open, ids.size > 0, settle)
}

/** Ids by lower-case address; none, if the batch was refused. */
async function batched(ctx: Context, upserts: readonly Upsert[]): Promise<Map<string, string>> {
  try {
    const { body } = await post(ctx, '/contact/batchupsert', {
      upsertDetails: upserts.map(({ item }) => item)
    })
    const told = Object.entries(object(body['contactIds'], 'contactIds'))
    return new Map(told.flatMap(([email, id]) => (typeof id === 'string' ? [[addressKey(email), id]] : [])))
  } catch (error) {
    if (!(error instanceof ConnectorError) || concernsAll(error)) throw error
    if (error.kind !== 'invalid' || upserts.length <= smallestHalved) return new Map()
    const half = Math.ceil(upserts.length / 2)
    return new Map([
      ...(await batched(ctx, upserts.slice(0, half))),
      ...(await batched(ctx, upserts.slice(half)))
    ])
  }
}

async function oneByOne(
  ctx: Context,
  upserts: readonly Upsert[],
  healthy: boolean,
  settle: Settle
): Promise<void> {
  const broken: { readonly index: number; readonly error: ConnectorError }[] = []
  let inARow = 0
  for (const each of upserts)
    try {
      const { body } = await post(ctx, '/contact/upsert', each.item)
      settle(each.index, resultOf(each, requiredText(body, 'contactId')))
      healthy = true
      inARow = 0
    } catch (error) {
      if (!(error instanceof ConnectorError) || concernsAll(error)) throw error
      if (!error.retryable) settle(each.index, { ok: false, error })
      else if (++inARow === mostBroken) throw error
      else broken.push({ index: each.index, error })
    }
  for (const { index, error } of broken)
    settle(index, { ok: false, error: healthy ? brokenBy(error) : error })
}

const brokenBy = (cause: ConnectorError) =>
  new ConnectorError('schema', 'SALESmanago fails on this contact and accepts others.', { cause })

/** A fault inside the vendor's server (500) may be about one contact; every other fault that passes is about all. */
function concernsAll(error: ConnectorError): boolean {
  return error.kind === 'auth' || (error.retryable && error.reply?.status !== 500)
}

function resultOf({ id, kept }: Upsert, told: string): WriteResult {
  if (id === null || id === told) return { ok: true, id: told, ...keeping(kept) }
  const message = `The contact got another address while it was written; SALESmanago changed contact ${told} instead.`
  return { ok: false, error: new ConnectorError('conflict', message) }
}
