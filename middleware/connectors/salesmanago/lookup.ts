import { ConnectorError, type Context, type ExternalRecord } from '../connector.ts'
import { list } from '../decode.ts'
import { fromContact, type Known } from './contact.ts'
import { post } from './requests.ts'

/** At most 50 contacts a call [C]. */
export const listSize = 50

/** Contacts by address, of any owner. Unknown addresses are simply missing. */
export const byEmail = (ctx: Context, emails: readonly string[]): Promise<Known[]> =>
  listed(ctx, '/contact/listAll', 'email', emails)

/** Contacts by id, of any owner: one that moved to another owner is not gone. */
export const byId = (ctx: Context, ids: readonly string[]): Promise<Known[]> =>
  listed(ctx, '/contact/listAllById', 'contactId', ids)

async function listed(ctx: Context, path: string, key: string, values: readonly string[]) {
  const found: Known[] = []
  for (const some of chunks([...new Set(values)], listSize)) found.push(...(await told(ctx, path, key, some)))
  return found
}

/**
 * A list call that is refused may be so for one contact that is not known [I]: it is asked by halves. One that is refused
 * alone is unknown only if a call with the same login and owner is taken; otherwise nobody would be there any more.
 */
async function told(ctx: Context, path: string, key: string, values: readonly string[]): Promise<Known[]> {
  try {
    const { body } = await post(ctx, path, { [key]: values })
    return list(body, 'contacts').map(fromContact)
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'invalid' || error.setting !== undefined)
      throw error
    const half = Math.ceil(values.length / 2)
    if (values.length > 1)
      return [
        ...(await told(ctx, path, key, values.slice(0, half))),
        ...(await told(ctx, path, key, values.slice(half)))
      ]
    const at = ctx.now().getTime()
    await post(ctx, '/contact/createdContacts', { from: at, to: at })
    return []
  }
}

/** Only the basic shape tells the last visit [C]: one more call for 50 contacts, made where somebody maps it. */
export async function withVisits(
  ctx: Context,
  contacts: readonly Known[],
  fields: readonly string[] = []
): Promise<Known[]> {
  if (!fields.includes('lastVisit')) return [...contacts]
  const visits = new Map<string, ExternalRecord['values']>()
  const ids = contacts.filter((one) => !one.deleted).map(({ id }) => id)
  for (const { id, values } of await listed(ctx, '/contact/basicById', 'id', ids)) visits.set(id, values)
  return contacts.map((one) => {
    const lastVisit = visits.get(one.id)?.['lastVisit']
    return lastVisit === undefined ? one : { ...one, values: { ...one.values, lastVisit } }
  })
}

export function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
