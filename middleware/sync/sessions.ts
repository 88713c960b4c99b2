import type { StoredConnection } from '../database/connections.ts'
import type { Sealer } from '../secrets/seal.ts'
import {
  developmentLoginSchema,
  salesforceLoginSchema,
  type SalesforceLogin
} from '../salesforce/login-schema.ts'
import { createSession, type Session } from '../salesforce/session.ts'
import { salesforceScope, type CallCounter } from './calls.ts'
import { loginPlace } from './connection.ts'

/** An org and how to log in to it, as a connection has it too. */
export type OrgWithLogin = Pick<StoredConnection, 'orgId' | 'salesforceOrgId' | 'login' | 'sealedLogin'>

/** One Salesforce session per org, shared by its connections and lanes; made anew when the stored login changes. */
export interface Sessions {
  /** Throws `SealError`, or an error of the schema when the stored login is not one. */
  of(stored: OrgWithLogin): Session
}

export function createSessions(
  sealer: Sealer,
  calls: CallCounter,
  options: {
    readonly development: boolean
    readonly now: () => Date
    /** Told after each login of an org: null, or that it led to another org. */
    readonly onOrg?: (orgId: number, problem: string | null) => void
  }
): Sessions {
  const open = new Map<number, { readonly login: string; readonly session: Session }>()
  return {
    of(stored) {
      const { orgId, salesforceOrgId: organizationId } = stored
      const login = JSON.stringify([stored.login, stored.sealedLogin])
      const known = open.get(orgId)
      if (known?.login === login) return known.session
      const session = createSession(openLogin(stored, sealer, options.development), {
        allowHttp: options.development,
        now: options.now,
        organizationId,
        onOrg: (problem) => options.onOrg?.(orgId, problem),
        onCall(call) {
          calls.count(orgId, salesforceScope, call.limits)
          if (call.lane.startsWith(`${salesforceScope} `)) calls.count(orgId, call.lane)
        }
      })
      open.set(orgId, { login, session })
      return session
    }
  }
}

/** Which parts of a login are secrets. */
export const secretLoginFields = ['privateKey', 'clientSecret', 'password', 'securityToken'] as const

/** Throws `SealError`, or an error of the schema. */
export function openLogin(
  stored: Pick<OrgWithLogin, 'orgId' | 'login' | 'sealedLogin'>,
  sealer: Sealer,
  development: boolean
): SalesforceLogin {
  const opened = Object.entries(stored.sealedLogin).map(
    ([name, sealed]) => [name, sealer.open(loginPlace(stored.orgId, name), sealed)] as const
  )
  const schema = development ? developmentLoginSchema : salesforceLoginSchema
  return schema.parse({ ...stored.login, ...Object.fromEntries(opened) })
}
