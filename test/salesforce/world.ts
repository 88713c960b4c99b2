import { onTestFinished } from 'vitest'
import type { Call } from '../../middleware/salesforce/limits.ts'
import type { SalesforceLogin } from '../../middleware/salesforce/login-schema.ts'
import { createSession, type SessionOptions } from '../../middleware/salesforce/session.ts'
import { startOrg, type Org, type OrgOptions } from '../doubles/salesforce/index.ts'

/** A practice org that ends with the test, ways to log in to it, and what was called. */
export async function world(options: OrgOptions = {}) {
  const org = await startOrg(options)
  onTestFinished(() => org.close())
  const calls: Call[] = []
  const open = (login: SalesforceLogin = jwt(org), more: SessionOptions = {}) =>
    createSession(login, { allowHttp: true, onCall: (call) => calls.push(call), ...more })
  const set = (switches: object) => org.control({ command: 'set', ...switches })
  const create = async (object: string, values: object) =>
    ((await org.control({ command: 'create', object, values })) as { id: string }).id
  return { org, calls, open, set, create, session: open() }
}

export const jwt = ({ url, credentials }: Org): SalesforceLogin => ({
  kind: 'jwt',
  loginUrl: url,
  ...credentials.jwt
})

export const app = ({ url, credentials: { clientCredentials } }: Org): SalesforceLogin => ({
  kind: 'client-credentials',
  loginUrl: url,
  clientId: clientCredentials.clientId,
  clientSecret: clientCredentials.clientSecret
})

export const password = ({ url, credentials }: Org): SalesforceLogin => ({
  kind: 'password',
  loginUrl: url,
  ...credentials.soap
})

/** All of an async iterator, for tests only: the product never holds more than a page. */
export const gathered = async <T>(pages: AsyncIterable<T>): Promise<T[]> => Array.fromAsync(pages)
