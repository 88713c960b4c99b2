import type { IncomingMessage } from 'node:http'
import { toId18 } from '../salesforce/ids.ts'
import { isAdminKey } from './admin-key.ts'
import { actorOf } from './actor.ts'
import type { Authenticate, Caller } from './caller.ts'
import { clientAddress, networkOf } from './client-address.ts'
import { hashEndpointToken, isTokenOf } from './endpoint-token.ts'
import type { Failures } from './failures.ts'
import { prefixOf } from './org-key.ts'
import { CallerRefusal } from './refusal.ts'
import { sessionOf } from './session-cookie.ts'

interface FoundKey {
  readonly orgId: number
  readonly salesforceOrgId: string
  readonly keyId: number
  readonly hash: Buffer
}

/** Where callers are looked up, and what the guard tells. */
export interface CallerDoors {
  keyByPrefix(prefix: string): Promise<FoundKey | null>
  keyUsed(key: FoundKey): void
  /** A key of this org came from another one: a copy, as a refreshed sandbox has it. */
  copied(orgId: number, salesforceOrgId: string): void
  adminKeyHash(): Promise<Buffer | null>
  hasSession(hash: Buffer): Promise<boolean>
  orgBySalesforceId(id: string): Promise<{ readonly orgId: number; readonly salesforceOrgId: string } | null>
  /** A wrong key or a session that is over, for the log. */
  refused(address: string, who: string): void
  readonly failures: Failures
  readonly proxies: number
  /** Cookies travel over TLS alone. */
  readonly secure: boolean
}

/**
 * Finds out who calls: an org by its key (Basic), an administrator by the console's key (Bearer) or its session (cookie).
 * Throws `CallerRefusal` where there is a reason that may be told.
 */
export function createAuthenticate(doors: CallerDoors): Authenticate {
  return async (request) => {
    const [scheme, given] = authorization(request)
    const [user, key] = scheme === 'basic' ? userAndKey(given) : ['console', given]
    const address = clientAddress(request, doors.proxies)
    // Orgs of one Salesforce instance share their addresses: one with a wrong key keeps no other out.
    const attempt = `${networkOf(address)} ${user}`
    if (scheme !== null && doors.failures.tooMany(attempt)) throw tooOften()
    const caller = scheme === null ? await bySession(doors, request) : await byKey(doors, request, scheme, user, key) // prettier-ignore
    if (caller === null && scheme !== null) {
      doors.failures.failed(attempt)
      doors.refused(address, user)
    }
    return caller
  }
}

export const tooOften = () =>
  new CallerRefusal(429, 'too-many-attempts', 'Too many wrong keys came from there. Wait a minute and try again.') // prettier-ignore

async function byKey(
  doors: CallerDoors,
  request: IncomingMessage,
  scheme: 'basic' | 'bearer',
  user: string,
  key: string
): Promise<Caller | null> {
  if (scheme === 'bearer') {
    const hash = isAdminKey(key) ? await doors.adminKeyHash() : null
    return hash !== null && isTokenOf(hash, key) ? admin(doors, request, 'the admin key') : null
  }
  const prefix = prefixOf(key)
  const found = prefix === null ? null : await doors.keyByPrefix(prefix)
  // The user says which org the key was made for: a key that was copied into another org does not open this one's data there.
  if (found === null || !isTokenOf(found.hash, key) || toId18(user) !== found.salesforceOrgId) return null
  requireSameOrg(doors, request, found)
  doors.keyUsed(found)
  const may = request.headers['bothways-may'] === 'manage' ? 'manage' : 'use'
  const { orgId, salesforceOrgId } = found
  return { kind: 'org', orgId, salesforceOrgId, actor: actorOf(request.headers['bothways-user']), may }
}

/** The org says by itself which one it is; a credential that was copied with a sandbox names the org it was made for. */
function requireSameOrg(doors: CallerDoors, { headers }: IncomingMessage, found: FoundKey): void {
  const here = headers['bothways-org']
  if (here === undefined || toId18(String(here)) === found.salesforceOrgId) return
  doors.copied(found.orgId, String(here).slice(0, 18))
  throw new CallerRefusal(403, 'another-org', `This key was made for org ${found.salesforceOrgId}. A sandbox that was refreshed or copied is another org: have it registered in the console, and connect it anew.`, 'Bothways-Org') // prettier-ignore
}

async function bySession(doors: CallerDoors, request: IncomingMessage): Promise<Caller | null> {
  const session = sessionOf(request, doors.secure)
  if (session === null || !(await doors.hasSession(hashEndpointToken(session)))) return null
  // A page elsewhere can have the browser send the cookie, but not this header.
  if (request.method !== 'GET' && request.headers['bothways-console'] !== '1')
    throw new CallerRefusal(403, 'not-the-console', 'A change has to come from the console itself.', 'Bothways-Console') // prettier-ignore
  return admin(doors, request, 'the console')
}

async function admin(doors: CallerDoors, request: IncomingMessage, actor: string): Promise<Caller> {
  const meant = request.headers['bothways-org']
  if (meant === undefined) return { kind: 'admin', orgId: null, salesforceOrgId: null, actor, may: 'operate' }
  const id = toId18(String(meant))
  const org = id === null ? null : await doors.orgBySalesforceId(id)
  if (org === null)
    throw new CallerRefusal(404, 'no-such-org', 'The org that is meant is not registered here.', 'Bothways-Org') // prettier-ignore
  const { orgId, salesforceOrgId } = org
  return { kind: 'admin', orgId, salesforceOrgId, actor, may: 'operate' }
}

function authorization({ headers }: IncomingMessage): [scheme: 'basic' | 'bearer' | null, given: string] {
  const found = /^(basic|bearer) +(\S+)$/i.exec(headers.authorization ?? '')
  const scheme = found?.[1]?.toLowerCase()
  return scheme === 'basic' || scheme === 'bearer' ? [scheme, found?.[2] ?? ''] : [null, '']
}

function userAndKey(given: string): [user: string, key: string] {
  const text = Buffer.from(given, 'base64').toString()
  const colon = text.indexOf(':')
  return colon < 0 ? ['', ''] : [text.slice(0, colon).slice(0, 40), text.slice(colon + 1)]
}
