import type { z } from 'zod'
import { orgIdFor, saveOrg } from '../database/connections.ts'
import {
  developmentLoginSchema,
  salesforceLoginSchema,
  type SalesforceLogin
} from '../salesforce/login-schema.ts'
import { readOrganization, type Organization } from '../salesforce/organization.ts'
import { createSession } from '../salesforce/session.ts'
import { ConnectError } from './connect-error.ts'
import { loginPlace } from './connection.ts'
import type { Engine } from './engine.ts'
import { secretLoginFields } from './sessions.ts'
import { split } from './sealed-values.ts'

/** A login that worked, and the org it led to. */
export interface ProvenLogin {
  readonly login: SalesforceLogin
  readonly salesforceOrgId: string
  readonly address: string
  readonly organization: Organization
}

/** Logs in as an admin said. Nothing is stored. Throws `ConnectError`, `SalesforceError`. */
export async function proveLogin(engine: Engine, given: unknown): Promise<ProvenLogin> {
  const login = parsed(engine.development ? developmentLoginSchema : salesforceLoginSchema, given, 'login')
  const session = createSession(login, { allowHttp: engine.development, now: engine.now })
  const { organizationId: salesforceOrgId, instanceUrl: address } = await session.identity()
  return { login, salesforceOrgId, address, organization: await readOrganization(session) }
}

/** Stores a proven login; a known org gets the new one. Gives the number the org has here. */
export async function storeOrg(engine: Engine, proven: ProvenLogin, name?: string): Promise<number> {
  const { salesforceOrgId, address, organization } = proven
  for (;;) {
    const orgId = await orgIdFor(engine.db, salesforceOrgId)
    const { plain, sealed } = split(engine.sealer, proven.login, secretLoginFields, (field) => loginPlace(orgId, field)) // prettier-ignore
    const org = { orgId, salesforceOrgId, login: plain, sealedLogin: sealed, address, ...organization }
    // False where somebody else stored it meanwhile: it has another number, which its secrets are sealed with.
    if (await saveOrg(engine.db, { ...org, name: name ?? organization.name })) return orgId
  }
}

/** Reads what an admin gave. Throws `ConnectError` with a line for every value that is wrong. */
export function parsed<T>(schema: z.ZodType<T>, given: unknown, what: string): T {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const lines = read.error.issues.map(
    (issue) => `${[what, ...issue.path.map(String)].join('.')}: ${issue.message}`
  )
  throw new ConnectError(lines.join('\n'))
}
