import type { Component } from './component.ts'
import { fileOf } from './component.ts'
import { childrenOf, textOf } from './xml.ts'
import type { XmlElement } from './xml.ts'

/**
 * Components as a managed package's install leaves them: our own have the namespace's prefix, and so has every
 * mention of them; permission sets lose what a package can't give: standard objects and fields, user permissions,
 * principals of external credentials [V].
 */
export function asInstalled(components: readonly Component[], namespace: string): Component[] {
  const own = new Set(components.map(({ type, fullName }) => `${type}:${fullName}`))
  return components
    .filter((component) => !neverPackaged.includes(component.type))
    .map((component) => installed(component, own, namespace))
}

/** Local to each org, by nature or by rule [V]. */
const neverPackaged = ['Profile', 'Settings']

function installed(component: Component, own: ReadonlySet<string>, namespace: string): Component {
  const { type, files } = component
  const fullName = prefixed(type, component.fullName, namespace)
  const kept = component.xml && type === 'PermissionSet' ? packageable(component.xml) : component.xml
  const xml = kept && rename(kept, own, namespace)
  return { type, fullName, fileName: fileOf(type, fullName) ?? component.fileName, xml, files }
}

const isCustom = (name: string) => /__(c|mdt|e|r|b)$/.test(name)
const withPrefix = (name: string, namespace: string) => `${namespace}__${name}`

function prefixed(type: string, fullName: string, namespace: string): string {
  if (type === 'CustomObject' || type === 'Workflow') return customName(fullName, namespace)
  if (type === 'CustomLabels') return fullName
  const [parent, ...rest] = fullName.split('.')
  const name = rest.join('.')
  // `Setting.Main` is a record of our `Setting__mdt`.
  if (type === 'CustomMetadata')
    return `${withPrefix(parent ?? '', namespace)}.${withPrefix(name, namespace)}`
  if (name === '') return layoutOr(type, fullName, namespace)
  if (type === 'CustomField' && !isCustom(name)) return `${customName(parent ?? '', namespace)}.${name}`
  return `${customName(parent ?? '', namespace)}.${withPrefix(name, namespace)}`
}

/** A layout's name begins with its object: `Contact-bothways__Contact Layout`. */
function layoutOr(type: string, fullName: string, namespace: string): string {
  if (type !== 'Layout') return withPrefix(fullName, namespace)
  const [object = '', ...rest] = fullName.split('-')
  return `${customName(object, namespace)}-${withPrefix(rest.join('-'), namespace)}`
}

/** Custom names without a namespace get it; standard names and those of other packages stay. */
const customName = (name: string, namespace: string) =>
  isCustom(name) && name.split('__').length === 2 ? withPrefix(name, namespace) : name

/** Elements whose text is the bare name of one of our components, and its type; with the element around them where that decides. */
const mentions: Readonly<Record<string, string>> = {
  actionName: 'ApexClass',
  apexClass: 'ApexClass',
  apexPage: 'ApexPage',
  application: 'CustomApplication',
  componentName: 'LightningComponentBundle',
  'actionOverrides.content': 'FlexiPage',
  'customPermissions.name': 'CustomPermission',
  externalCredential: 'ExternalCredential',
  flexiPage: 'FlexiPage',
  flow: 'Flow',
  lightningWebComponent: 'LightningComponentBundle',
  lwcComponent: 'LightningComponentBundle',
  page: 'ApexPage',
  'platformActionListItems.actionName': 'QuickAction',
  tab: 'CustomTab',
  tabs: 'CustomTab'
}

function rename(xml: XmlElement, own: ReadonlySet<string>, namespace: string, around = ''): XmlElement {
  const children = xml.children.map((child) => rename(child, own, namespace, xml.name))
  if (children.length > 0) return { ...xml, children }
  const text = xml.text.trim()
  const message = own.has(`WorkflowOutboundMessage:${text}`)
  if (message) return { ...xml, text: prefixed('WorkflowOutboundMessage', text, namespace) }
  const type = mentions[`${around}.${xml.name}`] ?? mentions[xml.name]
  if (type !== undefined && own.has(`${type}:${text}`))
    return { ...xml, text: type === 'QuickAction' ? prefixed(type, text, namespace) : withPrefix(text, namespace) }
  // The children's list of one of our lookups: `bothways__Links__r`.
  if (xml.name === 'relationshipName') return { ...xml, text: withPrefix(text, namespace) }
  // Formulas and paths: each of our custom names in them.
  const renamed = xml.text.replace(/\b[A-Za-z]\w*?__(?:c|mdt|e|r)\b/g, (name) => customName(name, namespace))
  return { ...xml, text: xml.name === 'fullName' && !isCustom(text) ? xml.text : renamed }
} // prettier-ignore

function packageable(xml: XmlElement): XmlElement {
  const ours = (name: string | undefined) => isCustom((name ?? '').split('.').at(-1) ?? '')
  const dropped = new Set<XmlElement>([
    ...childrenOf(xml, 'objectPermissions').filter((grant) => !ours(textOf(grant, 'object'))),
    ...childrenOf(xml, 'fieldPermissions').filter((grant) => !ours(textOf(grant, 'field'))),
    ...childrenOf(xml, 'tabSettings').filter((grant) => textOf(grant, 'tab')?.startsWith('standard-')),
    ...childrenOf(xml, 'userPermissions'),
    ...childrenOf(xml, 'externalCredentialPrincipalAccesses')
  ])
  return { ...xml, children: xml.children.filter((child) => !dropped.has(child)) }
}
