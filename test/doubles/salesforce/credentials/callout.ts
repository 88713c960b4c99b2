import { userRights } from '../access/seen-by.ts'
import { ApexException } from '../apex/apex-code.ts'
import type { OrgState } from '../org-state.ts'
import { wordsOf } from '../uncertain.ts'
import { externalCredential, namedCredential } from './external-credential.ts'
import type { ExternalCredential, Principal } from './external-credential.ts'

export interface CalloutOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Of the package whose code calls; only its own credentials, and those that name it, serve it [V]. */
  readonly namespace?: string
}

/**
 * What Apex does with `callout:Bothways/api/v1/me`, as this user: the named credential gives address and headers.
 * Throws `System.CalloutException` when the user has no access to a principal or can't read `UserExternalCredential`.
 */
export async function callout(
  org: OrgState,
  userId: string,
  endpoint: string,
  { method = 'GET', headers = {}, body, namespace }: CalloutOptions = {}
): Promise<Response> {
  const [, name = '', path = ''] = /^callout:([^/?]+)(.*)$/s.exec(endpoint) ?? []
  const named = namedCredential(org, name)
  const usable =
    named &&
    (namespace === undefined || named.namespace === namespace || named.allowedNamespaces.includes(namespace))
  const external = usable ? externalCredential(org, named.externalCredential) : undefined
  const principal = external?.principals.find((each) => hasAccess(org, userId, external, each))
  const reads = userRights(org, userId).object('UserExternalCredential').read
  if (!usable || !external || !principal || !reads) {
    throw new ApexException(
      'System.CalloutException',
      wordsOf('calloutRefused', { name: external?.name ?? name })
    )
  }
  const own = authentication(org, userId, external, principal)
  const url = named.url.replace(/\/$/, '') + path
  return await fetch(url, { method, headers: { ...headers, ...own }, ...(body !== undefined && { body }) })
}

/** By one of the user's permission sets: its metadata, or a `SetupEntityAccess` record. No profile has it by itself. */
function hasAccess(
  org: OrgState,
  userId: string,
  external: ExternalCredential,
  principal: Principal
): boolean {
  const wanted = `${external.name}-${principal.name}`.toLowerCase()
  if (
    org.access
      .of(userId)
      .some(({ principals = [] }) => principals.some((each) => each.toLowerCase() === wanted))
  )
    return true
  const sets = new Set(org.access.rowsOf(userId).map(({ Id }) => Id))
  const opened = org.database.whole.tableNamed('SetupEntityAccess').find('SetupEntityId', principal.id) ?? []
  return opened.some((row) => sets.has(String(row['ParentId'])))
}

function authentication(
  org: OrgState,
  userId: string,
  { name, protocol, headers }: ExternalCredential,
  { name: principalName, type }: Principal
): Record<string, string> {
  const perUser = type === 'PerUserPrincipal'
  const stored = org.credentials.find({
    externalCredential: name,
    principalType: type,
    principalName: perUser ? '' : principalName,
    userId: perUser ? userId : ''
  })
  const valueOf = (key: string) =>
    Object.entries(stored?.values ?? {}).find(([each]) => each.toLowerCase() === key.toLowerCase())?.[1]
      .value ?? ''
  if (protocol === 'Basic') {
    const pair = `${valueOf('username')}:${valueOf('password')}`
    return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
  }
  const filled = headers.map(([header, formula]) => [
    header,
    formula.replace(/\{!\s*\$Credential\.\w+\.(\w+)\s*\}/g, (_, key: string) => valueOf(key))
  ])
  return Object.fromEntries(filled) as Record<string, string> // pairs of texts
}
