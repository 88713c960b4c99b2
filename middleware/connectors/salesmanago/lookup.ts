import type { Context, ExternalRecord } from '../connector.ts'
import { list } from '../decode.ts'
import { fromContact } from './contact.ts'
import { post } from './requests.ts'

/** At most 50 contacts a call [C]. */
export const listSize = 50

/** Contacts by address, of any owner. Unknown addresses are simply missing [I]. */
export const byEmail = (ctx: Context, emails: readonly string[]): Promise<ExternalRecord[]> =>
  listed(ctx, '/contact/listAll', 'email', emails)

/** Contacts by id, of any owner: one that moved to another owner is not gone. */
export const byId = (ctx: Context, ids: readonly string[]): Promise<ExternalRecord[]> =>
  listed(ctx, '/contact/listAllById', 'contactId', ids)

async function listed(ctx: Context, path: string, key: string, values: readonly string[]) {
  const found: ExternalRecord[] = []
  for (const some of chunks([...new Set(values)], listSize)) {
    const { body } = await post(ctx, path, { [key]: some })
    found.push(...list(body, 'contacts').map(fromContact))
  }
  return found
}

/** Only the basic shape tells the last visit [C]: one more call for 50 contacts, made where somebody maps it. */
export async function withVisits(
  ctx: Context,
  contacts: readonly ExternalRecord[],
  fields: readonly string[] = []
): Promise<ExternalRecord[]> {
  if (!fields.includes('lastVisit')) return [...contacts]
  const visits = new Map<string, ExternalRecord['values']>()
  const ids = contacts.filter((one) => !one.deleted).map(({ id }) => id)
  for (const some of chunks(ids, listSize)) {
    const { body } = await post(ctx, '/contact/basicById', { id: some })
    for (const { id, values } of list(body, 'contacts').map(fromContact)) visits.set(id, values)
  }
  return contacts.map((one) => {
    const lastVisit = visits.get(one.id)?.['lastVisit']
    return lastVisit === undefined ? one : { ...one, values: { ...one.values, lastVisit } }
  })
}

export function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
