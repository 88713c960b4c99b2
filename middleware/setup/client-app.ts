import { orgWithLogin } from '../database/orgs.ts'
import type { ClientApp } from '../salesforce/oauth.ts'
import { openLogin } from '../sync/sessions.ts'
import { redirectUri, SetupError, type Setup } from './setup.ts'

/** Where people log in to one of many orgs; which one, only their answer tells. */
const shared = /^https:\/\/(login|test)\.salesforce\.com$/

/** The client app that is registered for an org, at the org's own address. Throws `SetupError`. */
export async function clientAppOf(setup: Setup, orgId: number): Promise<ClientApp & { readonly salesforceOrgId: string }> {
  const { db, sealer, development } = setup.engine
  if (!development && !setup.address().startsWith('https://'))
    throw new SetupError(
      `Salesforce leads nobody back to ${setup.address()}: the address of this service has to begin with https://.`,
      'Set PUBLIC_URL to the https:// address that browsers reach it by, and start it again.'
    )
  const org = await orgWithLogin(db, orgId)
  if (org === null) throw new SetupError('This org is not registered here any more.', 'Register it in the console.')
  const login = openLogin({ orgId, login: org.login, sealedLogin: org.sealedLogin }, sealer, development)
  if (login.kind === 'password')
    throw new SetupError(
      'This org is registered with a user name and password, which leads no admin through a login of their own.',
      `Create an external client app in the org, with the callback address ${redirectUri(setup)}, and register the org with it in the console.`
    )
  const loginUrl = shared.test(login.loginUrl) && org.address !== '' ? org.address : login.loginUrl
  return { loginUrl, clientId: login.clientId, clientSecret: login.clientSecret, salesforceOrgId: org.salesforceOrgId }
} // prettier-ignore
