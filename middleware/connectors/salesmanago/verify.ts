import type { Context, Values, WriteResult } from '../connector.ts'
import { lostFields, mayTakeAway, same, toUpsert, type Known } from './contact.ts'
import { byId } from './lookup.ts'
import { keeping, type Settle, type Upsert } from './plan.ts'
import { post } from './requests.ts'

/**
 * Reads contacts again whose write is not sure to have taken: whether a blank clears [U], whether an address was changed
 * [I] and whether what was not sent stayed [I] is not told by the reply. What was taken away by the way is put back; what
 * the vendor holds in the end instead of what was sent is reported as `kept`.
 */
export async function verify(
  ctx: Context,
  upserts: readonly Upsert[],
  results: ReadonlyMap<number, WriteResult>,
  settle: Settle
): Promise<void> {
  // A contact that was made holds nothing from before that a blank could have left there.
  const unsure = upserts.filter(
    ({ index, before, renamed, changes }) =>
      before !== null &&
      results.get(index)?.ok === true &&
      (renamed !== null || Object.values(changes).some(isBlank) || mayTakeAway(before, changes))
  )
  const held = await heldOf(ctx, unsure)
  const mended = await putBack(ctx, unsure, held)
  for (const [id, contact] of await heldOf(ctx, mended)) held.set(id, contact)
  for (const { index, id, changes, kept } of unsure) {
    const values = id === null ? undefined : held.get(id)?.values
    if (id !== null && values)
      settle(index, { ok: true, id, ...keeping({ ...kept, ...differing(changes, values) }) })
  }
}

async function heldOf(ctx: Context, upserts: readonly Upsert[]): Promise<Map<string, Known>> {
  const ids = upserts.flatMap(({ id }) => id ?? [])
  return new Map((await byId(ctx, ids)).map((each) => [each.id, each]))
}

/** Those that needed it. Sent once: a vendor that does not take it is not asked again. */
async function putBack(ctx: Context, upserts: readonly Upsert[], held: ReadonlyMap<string, Known>) {
  const mended: Upsert[] = []
  for (const upsert of upserts) {
    const { id, before, changes } = upsert
    const contact = id === null ? undefined : held.get(id)
    if (before === null || contact === undefined || contact.deleted) continue
    const tags = changes['tags']
    const again: Values = {
      ...lostFields(before, changes, contact.values),
      ...(tags !== undefined && !same(tags, contact.values['tags']) && { tags })
    }
    if (Object.keys(again).length === 0) continue
    // A vendor that takes the details for the whole of them needs them all; those it holds are as fresh as can be.
    const details = Object.entries(contact.values).filter(([field, value]) => field.startsWith('details.') && value !== null) // prettier-ignore
    await post(ctx, '/contact/upsert', toUpsert(contact.spelled, { ...Object.fromEntries(details), ...again }, contact.values)) // prettier-ignore
    mended.push(upsert)
  }
  return mended
}

const isBlank = (value: Values[string]) =>
  value === null || value === '' || (Array.isArray(value) && !value.length)

const differing = (sent: Values, held: Values): Values =>
  Object.fromEntries(
    Object.entries(sent).flatMap(([field, value]) =>
      same(value, held[field]) ? [] : [[field, held[field] ?? null]]
    )
  )
