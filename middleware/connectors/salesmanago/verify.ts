import type { Context, Values, WriteResult } from '../connector.ts'
import { same } from './contact.ts'
import { byId } from './lookup.ts'
import { keeping, type Settle, type Upsert } from './plan.ts'

/**
 * Reads contacts again whose write is not sure to have taken: whether a blank clears [U] and whether an address was
 * changed [I] is not told by the reply. What the vendor holds instead is reported as `kept`.
 */
export async function verify(
  ctx: Context,
  upserts: readonly Upsert[],
  results: ReadonlyMap<number, WriteResult>,
  settle: Settle
): Promise<void> {
  // A contact that was made holds nothing from before that a blank could have left there.
  const unsure = upserts.filter(
    ({ index, id, renamed, changes }) =>
      id !== null &&
      results.get(index)?.ok === true &&
      (renamed !== null || Object.values(changes).some(isBlank))
  )
  const held = new Map(
    (
      await byId(
        ctx,
        unsure.flatMap(({ id }) => id ?? [])
      )
    ).map((each) => [each.id, each.values])
  )
  for (const { index, id, changes, kept } of unsure) {
    const values = id === null ? undefined : held.get(id)
    if (id !== null && values)
      settle(index, { ok: true, id, ...keeping({ ...kept, ...differing(changes, values) }) })
  }
}

const isBlank = (value: Values[string]) =>
  value === null || value === '' || (Array.isArray(value) && !value.length)

const differing = (sent: Values, held: Values): Values =>
  Object.fromEntries(
    Object.entries(sent).flatMap(([field, value]) =>
      same(value, held[field]) ? [] : [[field, held[field] ?? null]]
    )
  )
