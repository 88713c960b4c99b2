import {
  ConnectorError,
  type Context,
  type Values,
  type WriteOperation,
  type WriteResult
} from '../connector.ts'
import type { Json } from '../decode.ts'
import { addressKey, changesTo, toUpsert, type Known } from './contact.ts'
import { byEmail, byId } from './lookup.ts'

/** Puts the result of one operation in its place. */
export type Settle = (index: number, result: WriteResult) => void

export interface Upsert {
  readonly index: number
  /** `null` for a create. */
  readonly id: string | null
  /** What the vendor holds; `null` for a create. */
  readonly before: Values | null
  /** The address the vendor finds the contact by, in the vendor's spelling: whether case matters is not certain [I]. */
  readonly email: string
  /** The address the contact is to get. */
  readonly renamed: string | null
  /** What was asked for; `changes` is the part of it that has to be sent. */
  readonly values: Values
  readonly changes: Values
  /** Known to stay as it is whatever we send. */
  readonly kept: Values
  readonly item: Json
}
interface Removal {
  readonly index: number
  readonly id: string
  readonly email: string
}

/**
 * Works out what has to be sent. The vendor finds contacts by address, and an address may have been changed there since
 * we last looked: an upsert by a stale one would create a second person. So contacts that we know by id are read first,
 * and go by the address they have now. Operations that need no call, or can't have one, are settled here.
 */
export async function plan(ctx: Context, operations: readonly WriteOperation[], settle: Settle) {
  const ids = operations.flatMap((operation) => (operation.kind === 'create' ? [] : [operation.id]))
  const held = new Map((await byId(ctx, ids)).map((contact) => [contact.id, contact]))
  const claim = claims()
  const upserts: Upsert[] = []
  const removals: Removal[] = []
  for (const [index, operation] of operations.entries())
    try {
      const contact = operation.kind === 'create' ? undefined : held.get(operation.id)
      const gone = contact === undefined || contact.deleted
      if (operation.kind === 'delete') {
        if (gone) settle(index, { ok: true, id: operation.id })
        else
          removals.push({
            index,
            id: contact.id,
            email: spelled(contact, claim(index, addressOf(contact.values)))
          })
      } else if (operation.kind === 'update' && gone) {
        throw new ConnectorError('not-found', 'This contact was deleted in SALESmanago.')
      } else {
        const upsert = upsertOf(index, operation.values, contact)
        claim(index, addressKey(upsert.email), upsert.renamed)
        if (upsert.id === null || Object.keys(upsert.changes).length > 0) upserts.push(upsert)
        else settle(index, { ok: true, id: upsert.id, ...keeping(upsert.kept) })
      }
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      settle(index, { ok: false, error })
    }
  return { upserts: await withoutTaken(ctx, upserts, settle), removals }
}

function upsertOf(index: number, asked: Values, contact: Known | undefined): Upsert {
  const before = contact?.values ?? null
  const values = asked['email'] === undefined && before ? asked : withAddress(asked)
  const changes = changesTo(before, values)
  const email = spelled(contact, addressOf(before ?? values))
  const renamed = before && changes['email'] !== undefined ? addressOf(changes) : null
  return {
    index,
    id: contact?.id ?? null,
    before,
    email,
    renamed,
    values,
    changes,
    kept: before === null ? {} : keptOf(before, values),
    item: toUpsert(email, changes, before)
  }
}

const spelled = (contact: Known | undefined, email: string) => contact?.spelled.trim() || email

function withAddress(values: Values): Values {
  const email = addressOf(values)
  return values['email'] === email ? values : { ...values, email }
}

/** A sync never opts anybody in, so an opt-out that is not wanted any more stays. */
function keptOf(before: Values, values: Values): Values {
  const kept = ['optedOut', 'optedOutPhone'].filter((field) => values[field] === false && before[field] === true) // prettier-ignore
  return Object.fromEntries(kept.map((field) => [field, true]))
}

export const keeping = (kept: Values): { readonly kept?: Values } =>
  Object.keys(kept).length > 0 ? { kept } : {}

/** At most 64 characters before the @ and 254 in all [C]. */
function addressOf(values: Values): string {
  const email = addressKey(String(values['email'] ?? ''))
  const [local = '', domain = '', ...more] = email.split('@')
  const wrong = /\s/.test(email) || local === '' || domain === '' || more.length > 0
  if (wrong || local.length > 64 || email.length > 254)
    throw new ConnectorError('invalid', 'A contact in SALESmanago needs a valid e-mail address.', {
      field: 'email'
    })
  return email
}

/** One contact is one address: two operations on one address in a call would silently become one person. */
function claims() {
  const owners = new Map<string, number>()
  return (index: number, email: string, renamed: string | null = null): string => {
    for (const address of renamed === null ? [email] : [email, renamed]) {
      const first = owners.get(address) ?? index
      if (first !== index)
        throw new ConnectorError(
          'conflict',
          `Operation ${first + 1} of this batch has the same e-mail address, and SALESmanago keeps one contact for an address.`,
          { field: 'email' }
        )
      owners.set(address, index)
    }
    return email
  }
}

/** What becomes of a rename to an address that is taken is not known [U]; merging two people is never right. */
async function withoutTaken(ctx: Context, upserts: readonly Upsert[], settle: Settle): Promise<Upsert[]> {
  const wanted = upserts.flatMap(({ renamed }) => renamed ?? [])
  const found = await byEmail(ctx, wanted)
  const taken = new Map(found.map((contact) => [addressOf(contact.values), contact.id]))
  return upserts.filter(({ index, id, renamed }) => {
    const other = renamed === null ? undefined : taken.get(renamed)
    if (other === undefined || other === id) return true
    const message = 'Another contact in SALESmanago has the e-mail address this one is to get.'
    settle(index, { ok: false, error: new ConnectorError('conflict', message, { field: 'email' }) })
    return false
  })
}
