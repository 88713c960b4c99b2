import { generateKeyPair, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

/** The org's one client app; what kind it is says a switch. Made anew at each start. */
export interface ClientApp {
  readonly clientId: string
  readonly clientSecret: string
  /** PEM, PKCS #8; the org itself only keeps the public half. */
  readonly privateKey: string
  readonly publicKey: KeyObject
  /** Whom client credentials log in as. */
  readonly runAs: string
  /** Where an authorization code may be sent; exactly these. */
  readonly callbackUrls: Set<string>
}

export async function createApp(runAs: string): Promise<ClientApp> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return {
    clientId: `3MVG9${randomBytes(60).toString('base64url')}`,
    clientSecret: randomBytes(32).toString('hex').toUpperCase(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey,
    runAs,
    callbackUrls: new Set(['http://localhost:1717/OauthRedirect']) // where the Salesforce CLI listens
  }
}
