import type { OrgState } from '../org-state.ts'
import type { Held } from '../metadata/catalogue.ts'
import { childrenOf, textOf } from '../metadata/xml.ts'
import type { XmlElement } from '../metadata/xml.ts'

export interface Principal {
  readonly id: string
  readonly name: string
  /** `NamedPrincipal`, `PerUserPrincipal` */
  readonly type: string
}

export interface ExternalCredential {
  readonly name: string
  readonly label: string
  /** `Basic`, `Custom`, … */
  readonly protocol: string
  readonly principals: readonly Principal[]
  /** Headers and their formulas, `Bearer {!$Credential.Bothways.Token}`. */
  readonly headers: readonly (readonly [name: string, formula: string])[]
}

export interface NamedCredential {
  readonly name: string
  readonly label: string
  readonly url: string
  readonly externalCredential: string
  readonly namespace: string | null
  /** Namespaces whose code may use it besides its own. */
  readonly allowedNamespaces: readonly string[]
}

/** What `callout:Name` stands for: deployed metadata, read anew each time. */
export function externalCredential(org: OrgState, name: string): ExternalCredential | undefined {
  const held = org.metadata.catalogue.get('ExternalCredential', name)
  if (!held?.xml) return undefined
  const parameters = parametersOf(held.xml, 'externalCredentialParameters')
  return {
    name: held.fullName,
    label: textOf(held.xml, 'label') ?? held.fullName,
    protocol: textOf(held.xml, 'authenticationProtocol') ?? 'Custom',
    principals: parameters
      .filter(({ type }) => type === 'NamedPrincipal' || type === 'PerUserPrincipal')
      .map(({ name: principal, group, type }) => ({
        id: org.credentials.principalId(held.fullName, group || principal),
        name: group || principal,
        type
      })),
    headers: parameters.flatMap(({ name: header, type, value }) =>
      type === 'AuthHeader' ? [[header, value] as const] : []
    )
  }
}

export function namedCredential(org: OrgState, name: string): NamedCredential | undefined {
  const held = org.metadata.catalogue.get('NamedCredential', name)
  if (!held?.xml) return undefined
  const parameters = parametersOf(held.xml, 'namedCredentialParameters')
  const own = parameters.find(({ type }) => type === 'Authentication')
  const allowed = parameters.find(({ type }) => type === 'AllowedManagedPackageNamespaces')
  return {
    name: held.fullName,
    label: textOf(held.xml, 'label') ?? held.fullName,
    url: org.credentials.url(held.fullName) ?? urlOf(held),
    externalCredential: own?.externalCredential ?? '',
    namespace: held.namespace,
    allowedNamespaces: (allowed?.value ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean)
  }
}

/** The address that the metadata says; the org's admin may have set another. */
const urlOf = ({ xml }: Held): string =>
  (xml && parametersOf(xml, 'namedCredentialParameters').find(({ type }) => type === 'Url')?.value) ?? ''

const parametersOf = (xml: XmlElement, tag: string) =>
  childrenOf(xml, tag).map((each) => ({
    name: textOf(each, 'parameterName') ?? '',
    group: textOf(each, 'parameterGroup') ?? '',
    type: textOf(each, 'parameterType') ?? '',
    value: textOf(each, 'parameterValue') ?? '',
    externalCredential: textOf(each, 'externalCredential')
  }))
