import { noteAsked, noteOutcome } from '../database/audit.ts'
import { alone, type SetupStep } from '../database/setup.ts'
import { sameId } from '../salesforce/ids.ts'
import { exchangeCode, revoke, whoIs, type ClientApp } from '../salesforce/oauth.ts'
import { sessionOf } from '../salesforce/session.ts'
import { requireRights, type Admin } from './admin.ts'
import { clientAppOf } from './client-app.ts'
import { disconnect } from './disconnect.ts'
import { pair } from './pair.ts'
import { deployRealTime, removeRealTime } from './real-time.ts'
import { redirectUri, SetupError, type Purpose, type Setup } from './setup.ts'
import type { Attempt } from './tickets.ts'

const work: Readonly<Record<Purpose, (setup: Setup, admin: Admin) => Promise<readonly SetupStep[]>>> = {
  pair,
  'real-time': deployRealTime,
  'real-time-repair': deployRealTime,
  'real-time-remove': removeRealTime,
  disconnect
}

/**
 * An admin is back from the login: finds out who it is and in which org, does what they allowed, and ends their session,
 * which is kept nowhere. Throws `SetupError` and `SalesforceError`.
 */
export async function finish(setup: Setup, attempt: Attempt, code: string): Promise<readonly SetupStep[]> {
  const { orgId, purpose, verifier, actor } = attempt
  const { db, development, now, log } = setup.engine
  const options = { allowHttp: development }
  const app = await clientAppOf(setup, orgId)
  const token = await exchangeCode(app, { code, verifier, redirectUri: redirectUri(setup) }, options)
  try {
    const person = await whoIs(token, options)
    requireOrg(app, person.organizationId)
    const { accessToken, ...known } = person
    const session = sessionOf({ ...known, accessToken }, { ...options, now, organizationId: app.salesforceOrgId })
    const admin: Admin = { ...known, orgId, session }
    const detail = `${purpose}, begun by ${actor}`
    const entry = await noteAsked(db, orgId, { kind: 'org', actor: person.username, route: 'connect', detail })
    try {
      await requireRights(admin, purpose)
      const run = await alone(db, orgId, () => work[purpose](setup, admin))
      if (run === null)
        throw new SetupError('Another administrator is setting up this org right now.', 'Wait until they are done, then begin again.')
      const steps = run.done
      await noteOutcome(db, orgId, entry, steps.every((one) => one.ok) ? 'done' : 'failed')
      return steps
    } catch (error) {
      await noteOutcome(db, orgId, entry, error instanceof SetupError ? 'refused' : 'failed')
      throw error
    }
  } finally {
    await revoke(app, token.accessToken, options).catch((error: unknown) =>
      log.warn({ err: error, orgId }, 'the session of an admin could not be ended; it ends by itself')
    )
  }
} // prettier-ignore

/** The login page takes any org's users; whose org it was, only Salesforce's answer tells. */
function requireOrg({ salesforceOrgId }: ClientApp & { salesforceOrgId: string }, organizationId: string): void {
  if (sameId(salesforceOrgId, organizationId)) return
  throw new SetupError(
    `You logged in to org ${organizationId}, and this was for org ${salesforceOrgId}. Nothing was changed in either.`,
    `Log in to ${salesforceOrgId}. If a sandbox was refreshed, it is a new org: register ${organizationId} in the console, then connect it.`
  )
} // prettier-ignore
