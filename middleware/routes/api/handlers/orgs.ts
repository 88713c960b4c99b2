import { noteAsked, noteOutcome } from '../../../database/audit.ts'
import { orgKeys } from '../../../database/org-keys.ts'
import { listOrgs, orgWithLogin, type OrgLogin, type StoredOrg } from '../../../database/orgs.ts'
import { loginLabels } from '../../../salesforce/login-schema.ts'
import { proveLogin, storeOrg } from '../../../sync/register.ts'
import type { Answer } from '../contract/index.ts'
import type { Handlers } from '../call.ts'
import type { HandlerDependencies } from './dependencies.ts'
import { addressOf } from './orgs-answer.ts'

type Org = Answer<'registerOrg'>

export function orgHandlers({ engine }: HandlerDependencies): Pick<Handlers, 'listOrgs' | 'registerOrg'> {
  const { db } = engine
  const described = async (orgId: number): Promise<Org> => {
    const stored = await orgWithLogin(db, orgId)
    if (stored === null) throw new Error(`Org ${orgId} is not there.`)
    const keys = await orgKeys(db, orgId)
    const inUse = keys.find((one) => one.revokedAt === null)
    return {
      salesforceOrgId: stored.salesforceOrgId,
      name: stored.name || stored.salesforceOrgId,
      address: addressOf(stored),
      login: loginOf(stored),
      pairedAt: inUse?.createdAt.toISOString() ?? null,
      ...standing(stored, inUse !== undefined, keys.length > 0)
    }
  }
  return {
    async listOrgs() {
      const orgs: Org[] = []
      for (const { orgId } of await listOrgs(db)) orgs.push(await described(orgId))
      return { body: { orgs } }
    },
    async registerOrg({ body, caller }) {
      const proven = await proveLogin(engine, body.login)
      const orgId = await storeOrg(engine, proven, body.name?.trim())
      // Before the login was tried, nobody could say whose audit log this belongs to.
      const { kind, actor } = caller
      if (caller.orgId !== orgId) {
        const entry = await noteAsked(db, orgId, {
          kind,
          actor,
          route: 'registerOrg',
          detail: proven.address
        })
        await noteOutcome(db, orgId, entry, 'done')
      }
      return { body: await described(orgId) }
    }
  }
}

function loginOf({ login }: Pick<OrgLogin, 'login'>): string | null {
  const kind = login['kind']
  return kind === 'jwt' || kind === 'client-credentials' || kind === 'password' ? loginLabels[kind] : null
}

function standing({ repair }: StoredOrg, hasKey: boolean, hadKey: boolean): Pick<Org, 'state' | 'said'> {
  if (repair !== null) return { state: 'repair', said: repair }
  if (hasKey) return { state: 'paired', said: 'The org calls with a key of its own.' }
  return hadKey
    ? { state: 'repair', said: 'Its keys were revoked: connect it again, from its Synchronization tab.' }
    : { state: 'registered', said: 'It may connect from its Synchronization tab, and has not done so yet.' }
}
