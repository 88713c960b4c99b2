import { z } from 'zod'

const text = z.string().min(1)

// The origin is all a login needs; a pasted path, query or user:password@ goes no further than this line.
const loginUrl = (protocol: RegExp) =>
  z
    .url({ protocol, error: 'must be an address that starts with https://' })
    .refine((url) => !new URL(url).hostname.endsWith('.lightning.force.com'), {
      error: 'is a Lightning page: use the My Domain address, https://<your domain>.my.salesforce.com'
    })
    .transform((url) => new URL(url).origin)

const schema = (protocol: RegExp) =>
  z.discriminatedUnion('kind', [
    /** An external client app with a certificate; the user is approved for it beforehand. */
    z.strictObject({
      kind: z.literal('jwt'),
      loginUrl: loginUrl(protocol),
      clientId: text,
      username: text,
      privateKey: text.includes('PRIVATE KEY', { error: 'must be a PEM private key' }),
      /** Where the app demands it of an admin who connects, beside PKCE. */
      clientSecret: text.exactOptional()
    }),
    /** An external client app that runs as one user; works on the org's My Domain address only. */
    z.strictObject({
      kind: z.literal('client-credentials'),
      loginUrl: loginUrl(protocol),
      clientId: text,
      clientSecret: text
    }),
    /** Legacy: SOAP login, off by default in new orgs and gone in Summer '27 [V]. The token may be empty for a trusted address. */
    z.strictObject({
      kind: z.literal('password'),
      loginUrl: loginUrl(protocol),
      username: text,
      password: text,
      securityToken: z.string()
    })
  ])

/** How the sync user logs in to one org. `loginUrl` comes out as an origin: `https://acme.my.salesforce.com`. */
export const salesforceLoginSchema = schema(/^https$/)
/** The same, with http:// allowed for practice orgs. */
export const developmentLoginSchema = schema(/^https?$/)

export type SalesforceLogin = z.infer<typeof salesforceLoginSchema>

/** What the form calls each way to log in. */
export const loginLabels: Readonly<Record<SalesforceLogin['kind'], string>> = {
  jwt: 'External client app with a certificate (JWT)',
  'client-credentials': 'External client app with a secret (client credentials)',
  password: "Legacy: user name, password and security token (ends in Summer '27)"
}
