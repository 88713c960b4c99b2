import { createHash } from 'node:crypto'
import { isObject, type Json } from '../../../middleware/connectors/decode.ts'
import type { Callbacks } from './callbacks.ts'
import { Refusal } from './refusal.ts'
import type { Store } from './store.ts'

/** What the account consists of besides its contacts. */
export interface Account {
  readonly clientId: string
  readonly apiSecret: string
  readonly microSiteKey: string
  readonly iFrameName: string
  readonly users: readonly string[]
}

/** Counts that tests read. */
export interface Seen {
  readonly calls: Record<string, number>
  /** Contacts that somebody asked to opt in: a sync never does. */
  optIns: number
  /** Mails that ask a person to confirm: a sync never sends one. */
  confirmationMails: number
  /** How often a contact was written, by its address as it was sent. */
  readonly written: Record<string, number>
}

export interface Job {
  /** Times `job/status` still answers "in progress". */
  waits: number
  readonly file: string | null
}

export interface World {
  readonly callbacks: Callbacks
  readonly account: Account
  readonly store: Store
  readonly seen: Seen
  readonly jobs: Map<number, Job>
  /** Files that exports left, by name. */
  readonly files: Map<string, string>
  readonly url: () => string
}

/** Who asks: checks the proof in the body [C] and returns the Data Owner. */
export function authenticated(world: World, request: Json, needsOwner: boolean): string {
  const { account, store } = world
  const text = (name: string) => (typeof request[name] === 'string' ? request[name] : '')
  const sha = createHash('sha1')
    .update(`${text('apiKey')}${account.clientId}${account.apiSecret}`)
    .digest('hex')
  if (text('clientId') !== account.clientId || text('sha') !== sha || text('apiKey') === '')
    throw new Refusal('User not authenticated')
  if (store.switches.account === 'inactive') throw new Refusal('Not authenticated')
  if (store.switches.requestTime === 'required' && request['requestTime'] === undefined)
    throw new Refusal('Request time is required')
  const owner = text('owner').trim().toLowerCase()
  if (needsOwner && owner === '') throw new Refusal('Owner is required')
  if (needsOwner && store.switches.owner === 'strict' && !account.users.includes(owner))
    throw new Refusal('User does not exist')
  return owner
}

/** Notes what a sync must never do. */
export function watch({ seen, store }: World, path: string, request: Json): void {
  const items = Array.isArray(request['upsertDetails']) ? request['upsertDetails'] : [request]
  for (const item of items.filter(isObject)) {
    if (item['forceOptIn'] === true || item['forcePhoneOptIn'] === true) seen.optIns++
    const email = isObject(item['contact']) ? item['contact']['email'] : undefined
    if (/upsert|insert/.test(path) && typeof email === 'string')
      seen.written[email] = (seen.written[email] ?? 0) + 1
    const asks =
      item['useApiDoubleOptIn'] !== false && item['forceOptIn'] !== true && item['forceOptOut'] !== true
    // The vendor's default sends somebody new a mail that asks to confirm [C].
    if (asks && /upsert|insert/.test(path) && email !== undefined && !store.withEmail(email))
      seen.confirmationMails++
  }
}
