import { orgWithLogin } from '../database/orgs.ts'
import { query } from '../salesforce/query.ts'
import type { SyncUser } from '../salesforce/real-time-package.ts'
import type { Session } from '../salesforce/session.ts'
import { quotedId } from '../salesforce/soql.ts'
import { SetupError, type Setup } from './setup.ts'

/** The session of the sync user of an org. Throws `SetupError`. */
export async function syncSession({ engine }: Setup, orgId: number): Promise<Session> {
  const org = await orgWithLogin(engine.db, orgId)
  if (org === null)
    throw new SetupError('This org is not registered here any more.', 'Register it in the console.')
  return engine.sessions.of(org)
}

/** Who the sync writes as, seen by somebody who may read users. Throws `SetupError` and `SalesforceError`. */
export async function syncUser(setup: Setup, orgId: number, reader?: Session): Promise<SyncUser> {
  const sync = await syncSession(setup, orgId)
  const { userId } = await sync.identity()
  const { rows } = await query(reader ?? sync, `SELECT Username FROM User WHERE Id = ${quotedId(userId)}`)
  const username = rows[0]?.['Username']
  if (typeof username === 'string') return { username, userId }
  throw new SetupError('The org does not tell the name of the sync user.', 'Check that the user exists and is active.') // prettier-ignore
}
