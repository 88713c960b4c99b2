import { orgKeys, type OrgKey } from '../database/org-keys.ts'
import { orgWithLogin, type OrgLogin, type StoredOrg } from '../database/orgs.ts'
import { setupOf, type StoredSetup } from '../database/setup.ts'
import { assigned, item, messages, trusted, tried, type CheckItem, type Known } from './check-items.ts'
import { realTimeState } from './real-time-state.ts'
import { SetupError, type Setup } from './setup.ts'

export interface Checklist {
  readonly items: CheckItem[]
  readonly paired: boolean
}

/** Screens ask often; what costs calls is asked once a minute. */
const FRESH_MS = 60_000

/** What is set up in an org, and what is left. What can't be seen with the sync user's rights is said to be unknown. */
export function createChecklist(setup: Setup): (orgId: number) => Promise<Checklist> {
  const seen = new Map<number, { readonly until: number; readonly known: Pick<Known, 'login' | 'sets' | 'trusts'> }>()
  const looked = async (orgId: number, origin: string) => {
    const now = setup.engine.now().getTime()
    const kept = seen.get(orgId)
    if (kept !== undefined && kept.until > now) return kept.known
    const known = await tried(setup, orgId, origin)
    seen.set(orgId, { until: now + FRESH_MS, known })
    return known
  }
  return async (orgId) => {
    const { db } = setup.engine
    const org = await orgWithLogin(db, orgId)
    if (org === null) throw new SetupError('This org is not registered here any more.', 'Register it in the console.')
    const [stored, keys] = await Promise.all([setupOf(db, orgId), orgKeys(db, orgId)])
    const known = await looked(orgId, new URL(setup.address()).origin)
    const items = [
      app(setup, org, known.login),
      ...paired(setup, org, stored, keys),
      item(org, 'permission-sets', assigned(known.sets)),
      item(org, 'trusted-url', trusted(stored, known.trusts)),
      item(org, 'messages', messages(await realTimeState(setup, orgId), stored, setup.engine.now())),
      item(org, 'layouts', { state: 'unknown', said: 'Which page layouts people have can’t be seen from here.' })
    ]
    return { items, paired: stored.pairedAt !== null && keys.some((one) => one.revokedAt === null) }
  }
} // prettier-ignore

function app(setup: Setup, org: StoredOrg & OrgLogin, login: string | null): CheckItem {
  const callback = `Its callback address is ${setup.address()}/connect/callback.`
  if (org.repair !== null) return item(org, 'app', { state: 'problem', said: org.repair })
  if (login !== null) return item(org, 'app', { state: 'problem', said: login })
  if (org.login['kind'] === 'password')
    return item(org, 'app', { state: 'todo', said: `The sync user logs in with a password, which Salesforce ends in Summer '27. Register an external client app. ${callback}` })
  return item(org, 'app', { state: 'done', said: `The sync user can log in. ${callback}` })
} // prettier-ignore

/** Once the org has called with its key, address, key and access are proven together. */
function paired(setup: Setup, org: StoredOrg & OrgLogin, stored: StoredSetup, keys: readonly OrgKey[]): CheckItem[] {
  const alive = keys.filter((one) => one.revokedAt === null)
  const last = alive.map((one) => one.lastUsedAt).filter((at) => at !== null).sort((a, b) => b.getTime() - a.getTime())[0]
  const names = ['url', 'key', 'principal-access'] as const
  if (last !== undefined) return names.map((name) => item(org, name, { state: 'done', said: `The org last called at ${last.toISOString()}.` }))
  return names.map((name) => {
    const one = stored.steps.find((step) => step.name === name)
    if (name === 'key' && alive.length === 0) return item(org, name, { state: 'todo', said: keys.length > 0 ? 'Every key of this org was revoked. Connect it again.' : 'The org has no key yet.' })
    if (one === undefined) return item(org, name, { state: 'todo', said: `Connect does this. The address is ${setup.address()}.` })
    return item(org, name, { state: one.ok ? 'done' : 'problem', said: `${one.said} The org has not called yet.` })
  })
} // prettier-ignore
