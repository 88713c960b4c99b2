import type { Person } from '../salesforce/oauth.ts'
import type { Session } from '../salesforce/session.ts'
import { userRights, type Right } from '../salesforce/user-rights.ts'
import { SetupError, type Purpose } from './setup.ts'

/** An admin who logged in to their org, for as long as one request lasts. */
export interface Admin extends Omit<Person, 'accessToken'> {
  readonly orgId: number
  readonly session: Session
}

/** Each list: one of these is enough. */
const needed: Readonly<Record<Purpose, readonly (readonly Right[])[]>> = {
  pair: [['CustomizeApplication', 'ManageNamedCredentials']],
  'real-time': [['ModifyMetadata', 'ModifyAllData'], ['CustomizeApplication'], ['ManageFlow']],
  'real-time-repair': [['ModifyMetadata', 'ModifyAllData'], ['CustomizeApplication'], ['ManageFlow']],
  'real-time-remove': [['ModifyMetadata', 'ModifyAllData'], ['CustomizeApplication'], ['ManageFlow']],
  disconnect: [['CustomizeApplication', 'ManageNamedCredentials']]
}

const labels: Readonly<Record<Right, string>> = {
  CustomizeApplication: 'Customize Application',
  ManageNamedCredentials: 'Manage Named Credentials',
  ManageFlow: 'Manage Flow',
  ModifyMetadata: 'Modify Metadata Through Metadata API Functions',
  ModifyAllData: 'Modify All Data'
}

/** Throws `SetupError` when the org says that its user may not do this. */
export async function requireRights({ session, username }: Admin, purpose: Purpose): Promise<void> {
  const held = await userRights(session, [...new Set(needed[purpose].flat())])
  const missing = needed[purpose].find((any) => !any.some((right) => held.has(right)))
  if (missing === undefined) return
  throw new SetupError(
    `${username} lacks the permission ${missing.map((right) => `"${labels[right]}"`).join(' or ')} in this org.`,
    'Log in as an administrator who has it, and begin again.'
  )
}
