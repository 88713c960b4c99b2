import { revokeOrgKeys, saveOrgKey } from '../database/org-keys.ts'
import { savePairing, type SetupStep } from '../database/setup.ts'
import { newOrgKey } from '../guards/org-key.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import {
  findCredential,
  setCalloutAddress,
  storeCredential,
  type OrgCredential
} from '../salesforce/org-credential.ts'
import { grantPrincipal } from '../salesforce/principal-access.ts'
import { trust } from '../salesforce/trusted-url.ts'
import type { Admin } from './admin.ts'
import { SetupError, type Setup } from './setup.ts'
import { step } from './steps.ts'

/**
 * Gives an org a key of its own. The new key is good before the org holds it, and the former ones until it does: if this
 * node dies in between, the org still calls with the key it has.
 */
export async function pair(setup: Setup, admin: Admin): Promise<readonly SetupStep[]> {
  const credential = await findCredential(admin.session)
  if (credential === null)
    throw new SetupError(
      'The Bothways package is not in this org, so there is no place for its key.',
      'Install the package, then connect again.'
    )
  await replaceKey(setup, admin, credential)
  const { session } = admin
  const address = setup.address()
  const steps = [
    { name: 'key', label: 'Key stored in the org', ok: true, said: `Only this org knows it; ${admin.username} put it there.` },
    await step('url', 'Address of the middleware', async () =>
      (await setCalloutAddress(session, credential, address)) ? `Calls go to ${address} now.` : `Calls go to ${address}.`
    ),
    await step('principal-access', 'Principal access', async () => {
      if (credential.principalId === null) return 'The org does not tell its principal; grant it by hand.'
      const missing = await grantPrincipal(session, credential.principalId, credential.namespace)
      return missing.length === 0 ? 'Holders of the permission sets may call.' : `These permission sets are not in the org: ${missing.join(', ')}.`
    }),
    await step('trusted-url', 'Trusted URL', async () => {
      await trust(session, new URL(address).origin)
      return 'Record pages may show the panel.'
    })
  ] // prettier-ignore
  const { namespace } = credential
  await savePairing(setup.engine.db, admin.orgId, { namespace, by: admin.username, address: admin.instanceUrl, steps }) // prettier-ignore
  return steps
}

async function replaceKey(
  { engine: { db } }: Setup,
  { session, orgId, organizationId, username }: Admin,
  credential: OrgCredential
): Promise<void> {
  const { key, prefix, hash } = newOrgKey()
  const keyId = await saveOrgKey(db, orgId, { prefix, hash, createdBy: username })
  try {
    await storeCredential(session, credential, { username: organizationId, password: key })
  } catch (error) {
    // Where the answer was lost the org may hold the new key all the same: both stay good.
    const unsure = error instanceof SalesforceError && error.kind === 'unavailable'
    if (!unsure) await revokeOrgKeys(db, orgId, { keyId }, username)
    throw error
  }
  await revokeOrgKeys(db, orgId, { except: keyId }, username)
}
