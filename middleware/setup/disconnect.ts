import { revokeOrgKeys } from '../database/org-keys.ts'
import { endPairing, type SetupStep } from '../database/setup.ts'
import { findCredential, removeCredential } from '../salesforce/org-credential.ts'
import { distrust } from '../salesforce/trusted-url.ts'
import type { Admin } from './admin.ts'
import { removeRealTime } from './real-time.ts'
import type { Setup } from './setup.ts'
import { step } from './steps.ts'

/** Takes back what was set up in an org, the last thing first. What stays is told, and why; nothing after it is left out for it. */
export async function disconnect(setup: Setup, admin: Admin): Promise<readonly SetupStep[]> {
  const { session, orgId, username } = admin
  const { db } = setup.engine
  const messages = await removeRealTime(setup, admin)
  const url = await step('trusted-url', 'Trusted URL', async () =>
    (await distrust(session, new URL(setup.address()).origin)) ? 'Removed.' : 'There was none.'
  )
  const key = await step('key', 'Key in the org', async () => {
    const credential = await findCredential(session)
    const was = credential !== null && (await removeCredential(session, credential))
    return was ? 'Removed.' : 'There was none.'
  })
  await revokeOrgKeys(db, orgId, {}, username)
  await endPairing(db, orgId)
  const revoked = { name: 'revoked', label: 'Keys of this org', ok: true, said: 'Every one is refused from now on.' } // prettier-ignore
  return [...messages, url, key, revoked]
}
