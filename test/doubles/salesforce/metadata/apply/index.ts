import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import { hold } from '../context.ts'
import type { Apply, Deploying } from '../context.ts'
import { applyCspTrustedSite, deleteCspTrustedSite } from './csp-trusted-site.ts'
import { applyCompactLayout } from './compact-layout.ts'
import { applyCustomField, deleteCustomField } from './custom-field.ts'
import { applyCustomObject, deleteCustomObject } from './custom-object.ts'
import { checkFeature } from './features.ts'
import { applyFlow, applyFlowDefinition, deleteFlow } from './flow.ts'
import { textOf } from '../xml.ts'
import { applyLayout } from './layout.ts'
import { checkNamed } from './named-components.ts'
import { checkDeveloperName, withoutNamespace } from './names.ts'
import { applyOutboundMessage, deleteOutboundMessage } from './outbound-message.ts'
import { applyPermissionSet, deletePermissionSet } from './permission-set.ts'

/** Types that do something; all others are kept as they are. */
const appliers: Readonly<Record<string, Apply>> = {
  CompactLayout: applyCompactLayout,
  CspTrustedSite: applyCspTrustedSite,
  CustomField: applyCustomField,
  CustomObject: applyCustomObject,
  Flow: applyFlow,
  FlowDefinition: applyFlowDefinition,
  Layout: applyLayout,
  PermissionSet: applyPermissionSet,
  WorkflowOutboundMessage: applyOutboundMessage,
  Workflow: () => undefined
}

const deleters: Readonly<Record<string, (fullName: string, context: Deploying) => void>> = {
  CspTrustedSite: deleteCspTrustedSite,
  CustomField: deleteCustomField,
  CustomObject: deleteCustomObject,
  Flow: deleteFlow,
  PermissionSet: deletePermissionSet,
  WorkflowOutboundMessage: deleteOutboundMessage,
  Workflow: () => {
    throw new ComponentProblem(
      'Cannot delete a workflow object; Workflow Rules and Actions must be deleted individually' // [V]
    )
  }
}

/** What has to be there before what names it. */
const order = [
  'CustomObject',
  'CustomField',
  'ApexClass',
  'ApexPage',
  'CustomPermission',
  'WorkflowOutboundMessage',
  'ExternalCredential',
  'LightningComponentBundle',
  'FlexiPage',
  'CustomTab'
]
const last = ['Flow', 'FlowDefinition', 'Layout', 'PermissionSet', 'Profile']

const rank = ({ type }: Component): number => {
  const early = order.indexOf(type)
  if (early >= 0) return early
  return last.includes(type) ? order.length + 1 + last.indexOf(type) : order.length
}

/** In the order Salesforce resolves them: whatever is named comes before what names it. */
export const inOrder = (components: readonly Component[]): Component[] =>
  formulasLast(components.toSorted((a, b) => rank(a) - rank(b)))

/** Formula fields come after the fields they may read: other fields first, then whatever names none that waits. */
function formulasLast(components: readonly Component[]): Component[] {
  const formulaOf = ({ type, xml }: Component) =>
    type === 'CustomField' ? textOf(xml ?? undefined, 'formula') : undefined
  const waiting = components.filter((each) => formulaOf(each) !== undefined)
  if (waiting.length === 0) return [...components]
  const others = components.filter((each) => !waiting.includes(each))
  const at = others.findLastIndex(({ type }) => ['CustomObject', 'CustomField'].includes(type)) + 1
  const sorted: Component[] = []
  while (waiting.length > 0) {
    const free = waiting.findIndex((each) =>
      waiting.every(
        (other) => other === each || !formulaOf(each)?.includes(other.fullName.split('.').at(-1) ?? '')
      )
    )
    sorted.push(...waiting.splice(Math.max(free, 0), 1)) // those that name each other are refused one by one
  }
  return others.toSpliced(at, 0, ...sorted)
}

export function apply(component: Component, context: Deploying): void {
  checkFeature(component, context)
  checkNamed(component, context)
  const applier = appliers[component.type]
  if (applier) applier(component, context)
  else keep(component, context)
}

/** Code, pages, tabs and the like: only their name is looked at. */
function keep(component: Component, context: Deploying): void {
  const named = [
    'ApexClass',
    'ApexPage',
    'CustomPermission',
    'CustomApplication',
    'NamedCredential',
    'ExternalCredential'
  ]
  if (named.includes(component.type)) {
    checkDeveloperName(withoutNamespace(component.fullName, context.namespace), 'Name')
  }
  hold(component, context)
}

export function remove(type: string, fullName: string, context: Deploying): void {
  const deleter = deleters[type]
  if (deleter) deleter(fullName, context)
  else if (context.catalogue.get(type, fullName)) {
    context.journal.done(context.catalogue.set(type, fullName, undefined))
  } else throw new ComponentProblem(`No ${type} named: ${fullName} found`, {}, 'Warning') // [V]
}
