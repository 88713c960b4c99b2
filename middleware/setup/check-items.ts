import type { OrgLogin, StoredOrg } from '../database/orgs.ts'
import type { StoredSetup } from '../database/setup.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { abortable } from '../salesforce/http.ts'
import { query } from '../salesforce/query.ts'
import { quotedId } from '../salesforce/soql.ts'
import { isTrusted } from '../salesforce/trusted-url.ts'
import type { ObjectState } from './real-time-state.ts'
import type { Setup } from './setup.ts'
import { syncSession } from './sync-user.ts'

export interface CheckItem {
  readonly name: string
  readonly label: string
  readonly state: 'done' | 'todo' | 'problem' | 'unknown'
  readonly said: string
  readonly byHand: string[]
  readonly link: string | null
  readonly unproven: boolean
}
export type Tick = Pick<CheckItem, 'state' | 'said'>

/** What the sync user could see in the org; null where it may not look. */
export interface Known {
  /** Why the login fails; null when it works. */
  readonly login: string | null
  readonly sets: readonly string[] | null
  readonly trusts: boolean | null
}

/** Each by hand, where a button can't or did not; and where in Setup. `unproven`: never tried in a real org. */
const items = {
  app: { label: 'External client app', page: 'ManageExternalClientApplication/home', unproven: true, byHand: [
    'In Setup, App Manager, New External Client App: local, with OAuth, the scopes "Manage user data via APIs" and "Access the identity URL service", and PKCE required.',
    'Give it the callback address above, and choose how the sync user logs in: JWT bearer with a certificate, or client credentials.',
    'Set its policy to admin-approved users, choose a permission set, and register the org with the consumer key in the console.'
  ] },
  url: { label: 'Address of the middleware', page: 'NamedCredential/home', unproven: true, byHand: [
    'In Setup, Named Credentials, open Bothways and enter the address as its URL.'
  ] },
  key: { label: 'Key of this org', page: 'NamedCredential/home', unproven: true, byHand: [
    'There is no way by hand: the key is shown to nobody. Press Connect again.'
  ] },
  'principal-access': { label: 'Principal access', page: 'PermSets/home', unproven: true, byHand: [
    'In Setup, Permission Sets, open Bothways Admin and Bothways User in turn: External Credential Principal Access, Edit, add Bothways - Main.',
    'Whoever calls also needs Read on User External Credentials, which most profiles have.'
  ] },
  'permission-sets': { label: 'Permission sets of the sync user', page: 'PermSets/home', unproven: false, byHand: [
    'Download the access set, deploy it with "sf project deploy start --metadata-dir bothways-access-set.zip", and assign Bothways_Org_Access to the sync user.',
    'Assign Bothways Integration, which the package brings, to the sync user as well.'
  ] },
  'trusted-url': { label: 'Trusted URL for the panel', page: 'SecurityCspTrustedSite/home', unproven: true, byHand: [
    'In Setup, Trusted URLs, New Trusted URL: the address of the middleware, context Lightning Experience Pages, directive frame-src.'
  ] },
  messages: { label: 'Real time', page: 'Flows/home', unproven: true, byHand: [
    'Download the zip and deploy it with the line that stands beside it.',
    'Where the org keeps deployed flows inactive, open each one in Setup, Flows, and press Activate.'
  ] },
  layouts: { label: 'Page layouts', page: 'ObjectManager/Contact/PageLayouts/view', unproven: true, byHand: [
    'In Setup, Object Manager, open Contact, Lead and Account in turn: Page Layouts, Page Layout Assignment, and choose the Bothways layout per profile; or add the panel and the fields to a layout of your own.',
    'On Lightning record pages add the components "Record panel" and "Record timeline".'
  ] }
} as const satisfies Readonly<Record<string, { label: string; page: string; unproven: boolean; byHand: readonly string[] }>> // prettier-ignore

export function item(org: StoredOrg & OrgLogin, name: keyof typeof items, { state, said }: Tick): CheckItem {
  const { label, page, unproven, byHand } = items[name]
  const address = org.address || (org.login['loginUrl'] ?? '')
  const link = URL.canParse(address) ? new URL(`/lightning/setup/${page}`, address).href : null
  return { name, label, state, said, byHand: [...byHand], link, unproven }
}

/** A screen waits for this. */
const PATIENCE_MS = 8_000

const syncSets = ['Bothways_Org_Access', 'Bothways_Integration']

/** Asks what the sync user may see of the set-up. */
export async function tried(setup: Setup, orgId: number, origin: string): Promise<Known> {
  const session = await syncSession(setup, orgId)
  const signal = AbortSignal.timeout(PATIENCE_MS)
  try {
    const { userId } = await abortable(session.identity(), signal)
    const soql = `SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId = ${quotedId(userId)}`
    const sets = await seen(async () =>
      (await query(session, soql, { signal })).rows.map(({ PermissionSet }) => String((PermissionSet as { Name?: unknown } | null)?.Name))
    )
    return { login: null, sets, trusts: await seen(() => abortable(isTrusted(session, origin), signal)) }
  } catch (error) {
    if (signal.aborted) return { login: `The org did not answer within ${PATIENCE_MS / 1000} seconds.`, sets: null, trusts: null }
    if (!(error instanceof SalesforceError)) throw error
    return { login: error.message, sets: null, trusts: null }
  }
} // prettier-ignore

/** Null where the sync user may not see it. */
async function seen<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof SalesforceError && ['schema', 'forbidden', 'invalid', 'not-found'].includes(error.kind)) return null // prettier-ignore
    throw error
  }
}

export function assigned(sets: readonly string[] | null): Tick {
  if (sets === null) return { state: 'unknown', said: 'The sync user may not see its own permission sets.' }
  const missing = syncSets.filter((one) => !sets.some((set) => set.endsWith(one)))
  if (missing.length === 0) return { state: 'done', said: `The sync user has ${syncSets.join(' and ')}.` }
  return { state: 'todo', said: `The sync user has not: ${missing.join(', ')}. It may have the same rights from elsewhere; the check of a mapping tells.` } // prettier-ignore
}

export function trusted({ steps }: StoredSetup, trusts: boolean | null): Tick {
  if (trusts === true) return { state: 'done', said: 'Record pages may show the panel.' }
  const step = steps.find((one) => one.name === 'trusted-url')
  if (step !== undefined) return { state: step.ok ? 'done' : 'problem', said: step.said }
  // A user who may not see them is told that there are none.
  return {
    state: 'unknown',
    said: 'The sync user may not see the trusted URLs of the org. Connect makes one.'
  }
}

const DAY_MS = 24 * 3_600_000

export function messages(
  objects: readonly ObjectState[],
  { foreignOrg, foreignAt }: StoredSetup,
  now: Date
): Tick {
  if (foreignOrg !== null && foreignAt !== null && now.getTime() - foreignAt.getTime() < DAY_MS)
    return { state: 'problem', said: `Messages or calls of another org, ${foreignOrg}, came as if they were this one's, at ${foreignAt.toISOString()}. They were refused. A sandbox that was refreshed or copied from this org has its flows and its key: delete them there, or register and connect it.` } // prettier-ignore
  if (objects.length === 0) return { state: 'todo', said: 'No object is mapped yet.' }
  const bad = objects.find((one) => one.state === 'broken')
  if (bad !== undefined) return { state: 'problem', said: `${bad.object}: ${bad.said}` }
  const rest = objects.filter((one) => one.state !== 'active').map((one) => one.object)
  if (rest.length === 0) return { state: 'done', said: 'Every mapped object tells of its changes.' }
  return { state: 'todo', said: `Found by polling only: ${rest.join(', ')}.` }
}
