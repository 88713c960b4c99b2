import { ApiError, uncertainRefusal } from '../errors.ts'
import { noContent, ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { toId } from '../ids.ts'
import { isPlainObject } from '../json.ts'
import { hold } from '../metadata/context.ts'
import { Journal } from '../metadata/journal.ts'
import { holds } from '../metadata/rights.ts'
import { element } from '../metadata/xml.ts'
import type { CredentialValue, PrincipalName } from './credentials.ts'
import { externalCredential, namedCredential } from './external-credential.ts'

const base = '/named-credentials'

/** Connect REST: credentials of principals, and what external and named credentials are. */
export const credentialRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: `${base}/credential`, handle: guarded((call) => ok(shown(call, asked(call)))) },
  { method: 'POST', pattern: `${base}/credential`, handle: guarded(create) },
  { method: 'PUT', pattern: `${base}/credential`, handle: guarded((call) => change(call, false)) },
  { method: 'PATCH', pattern: `${base}/credential`, handle: guarded((call) => change(call, true)) },
  { method: 'DELETE', pattern: `${base}/credential`, handle: guarded(remove) },
  { method: 'GET', pattern: `${base}/external-credentials`, handle: guarded(listExternal) },
  { method: 'GET', pattern: `${base}/external-credentials/:name`, handle: guarded(oneExternal) },
  { method: 'GET', pattern: `${base}/named-credential-setup/:name`, handle: guarded(oneNamed) },
  { method: 'PUT', pattern: `${base}/named-credential-setup/:name`, handle: guarded(setUrl) },
  { method: 'POST', pattern: `${base}/named-credential-setup`, handle: guarded(createNamed) }
]

/** Needs Manage Named Credentials or Customize Application [V]. */
function guarded(handle: (call: ApiCall) => Reply): (call: ApiCall) => Reply {
  return (call) => {
    const may = (['ManageNamedCredentials', 'CustomizeApplication'] as const).some((permission) =>
      holds(call.org, call.session.userId, permission)
    )
    if (!may) throw uncertainRefusal('credentialRight')
    return handle(call)
  }
}

const textIn = (given: unknown, name: string): string => {
  const value = isPlainObject(given) ? given[name] : undefined
  if (typeof value === 'string' && value !== '') return value
  throw new ApiError(400, 'INVALID_INPUT', `Missing required parameter: ${name}`)
}

/** The principal that the body, or without one the address, names; it has to exist. */
function asked(call: ApiCall): PrincipalName & { readonly protocol: string } {
  const given = isPlainObject(call.json) ? call.json : Object.fromEntries(call.query)
  const principalType = textIn(given, 'principalType')
  const named = principalType !== 'PerUserPrincipal'
  const principalName = named ? textIn(given, 'principalName') : ''
  const external = externalCredential(call.org, textIn(given, 'externalCredential'))
  const fits = external?.principals.some(
    ({ name, type }) =>
      type === principalType && (!named || name.toLowerCase() === principalName.toLowerCase())
  )
  if (!external || !fits) {
    throw uncertainRefusal('externalCredentialMissing', {
      name: `${String(given['externalCredential'])} ${principalName}`
    })
  }
  const userId = named ? '' : call.session.userId
  return {
    externalCredential: external.name,
    principalType,
    principalName,
    userId,
    protocol: external.protocol
  }
}

/** Values may be given bare or as `{value, encrypted}`; each write counts its revision up. */
function valuesIn(
  { json }: ApiCall,
  before: Readonly<Record<string, CredentialValue>>
): Record<string, CredentialValue> {
  const given = isPlainObject(json) ? json['credentials'] : undefined
  if (!isPlainObject(given))
    throw new ApiError(400, 'INVALID_INPUT', 'Missing required parameter: credentials')
  const entries = Object.entries(given).map(([name, each]) => {
    const { value, encrypted } = isPlainObject(each) ? each : { value: each, encrypted: true }
    if (typeof value !== 'string')
      throw new ApiError(400, 'INVALID_INPUT', `credentials.${name} needs a value`)
    return [
      name,
      { value, encrypted: encrypted !== false, revision: (before[name]?.revision ?? 0) + 1 }
    ] as const
  })
  return Object.fromEntries(entries)
}

function create(call: ApiCall): Reply {
  const name = asked(call)
  if (call.org.credentials.find(name))
    throw uncertainRefusal('credentialExists', { principal: name.principalName })
  call.org.credentials.put(name, name.protocol, valuesIn(call, {}))
  return { status: 201, json: shown(call, name) }
}

/** PUT replaces all values, PATCH (custom protocols, 59.0 and later) those it names [V]. */
function change(call: ApiCall, merge: boolean): Reply {
  const name = asked(call)
  const before = call.org.credentials.find(name)
  if (!before) throw uncertainRefusal('credentialMissing', { principal: name.principalName })
  if (merge && (name.protocol !== 'Custom' || Number(call.version) < 59)) {
    throw new ApiError(
      400,
      'INVALID_INPUT',
      'PATCH is supported for custom protocols, in version 59.0 and later'
    )
  }
  const values = valuesIn(call, before.values)
  call.org.credentials.put(name, name.protocol, merge ? { ...before.values, ...values } : values)
  return ok(shown(call, name))
}

function remove(call: ApiCall): Reply {
  const name = asked(call)
  if (call.org.credentials.remove(name)) return noContent
  throw uncertainRefusal('credentialMissing', { principal: name.principalName })
}

/** Never a secret; the status of a custom protocol is always Unknown [V]. */
function shown({ org }: ApiCall, name: PrincipalName & { readonly protocol: string }): object {
  const stored = org.credentials.find(name)
  const status = name.protocol === 'Custom' ? 'Unknown' : stored ? 'Configured' : 'NotConfigured'
  return {
    authenticationProtocol: name.protocol,
    authenticationProtocolVariant: null,
    authenticationStatus: status,
    credentials: Object.fromEntries(
      Object.entries(stored?.values ?? {}).map(([key, { value, encrypted, revision }]) => [
        key,
        { encrypted, revision, ...(!encrypted && { value }) }
      ])
    ),
    externalCredential: name.externalCredential,
    principalName: name.principalName || null,
    principalType: name.principalType
  }
}

function listExternal({ org }: ApiCall): Reply {
  const all = org.metadata.catalogue.ofType('ExternalCredential')
  return ok({ externalCredentials: all.map(({ fullName }) => externalJson(org, fullName)) })
}

function oneExternal({ org, params }: ApiCall): Reply {
  const name = params['name'] ?? ''
  const json = externalJson(org, name)
  if (!json) throw uncertainRefusal('externalCredentialMissing', { name })
  return ok(json)
}

function externalJson(org: ApiCall['org'], name: string): object | undefined {
  const external = externalCredential(org, name)
  return (
    external && {
      developerName: external.name,
      masterLabel: external.label,
      authenticationProtocol: external.protocol,
      authenticationStatus: 'Unknown',
      principals: external.principals.map(({ id, name: principalName, type }) => ({
        authenticationStatus: 'Unknown',
        id: toId(id),
        principalName,
        principalType: type
      }))
    }
  )
}

function oneNamed({ org, params }: ApiCall): Reply {
  const named = namedCredential(org, params['name'] ?? '')
  if (!named) throw uncertainRefusal('externalCredentialMissing', { name: params['name'] ?? '' })
  return ok({
    calloutUrl: named.url,
    developerName: named.name,
    externalCredentials: [{ developerName: named.externalCredential }],
    masterLabel: named.label,
    type: 'SecuredEndpoint'
  })
}

/** An address that the subscriber controls [V: updateNamedCredential]. */
function setUrl(call: ApiCall): Reply {
  const { org, params, json } = call
  const named = namedCredential(org, params['name'] ?? '')
  if (!named) throw uncertainRefusal('externalCredentialMissing', { name: params['name'] ?? '' })
  if (named.namespace !== null && org.switches.packageLocked)
    throw uncertainRefusal('managedObject', { entity: 'NamedCredentialParameter', component: named.name })
  const url = textIn(json, 'calloutUrl')
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new ApiError(400, 'INVALID_INPUT', `calloutUrl is no http or https address: ${url}`)
  }
  org.credentials.setUrl(named.name, url)
  return oneNamed(call)
}

/** One of the org's own, that the code of packages may use which it names [V: createNamedCredential]. */
function createNamed(call: ApiCall): Reply {
  const { org, json, session } = call
  const name = textIn(json, 'developerName')
  if (namedCredential(org, name))
    throw new ApiError(400, 'INVALID_INPUT', `A named credential ${name} already exists`)
  const given = isPlainObject(json) ? json : {}
  const [external] = listOf(given['externalCredentials'])
  const externalName = textIn(external, 'developerName')
  if (!externalCredential(org, externalName))
    throw uncertainRefusal('externalCredentialMissing', { name: externalName })
  const parameters = [
    { parameterName: 'Url', parameterType: 'Url', parameterValue: textIn(json, 'calloutUrl') },
    {
      parameterName: 'ExternalCredential',
      parameterType: 'Authentication',
      externalCredential: externalName
    },
    ...listOf(given['parameters'])
  ]
  const xml = element('NamedCredential', [
    element('label', textIn(json, 'masterLabel')),
    ...parameters.map((each) =>
      element(
        'namedCredentialParameters',
        Object.entries(each).map(([key, value]) => element(key, String(value)))
      )
    )
  ])
  const journal = new Journal()
  const fileName = `namedCredentials/${name}.namedCredential`
  const component = { type: 'NamedCredential', fullName: name, fileName, xml, files: new Map() }
  const { catalogue } = org.metadata
  hold(component, {
    org,
    catalogue,
    journal,
    userId: session.userId,
    now: org.clock.stamp(),
    namespace: null
  })
  journal.keep()
  return { ...oneNamed({ ...call, params: { name } }), status: 201 }
}

const listOf = (value: unknown): Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isPlainObject) : []
