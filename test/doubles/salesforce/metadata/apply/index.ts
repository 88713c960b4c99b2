import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import { hold } from '../context.ts'
import type { Apply, Deploying } from '../context.ts'
import { applyCspTrustedSite, deleteCspTrustedSite } from './csp-trusted-site.ts'
import { applyCustomField, deleteCustomField } from './custom-field.ts'
import { applyCustomObject, deleteCustomObject } from './custom-object.ts'
import { applyFlow, applyFlowDefinition, deleteFlow } from './flow.ts'
import { checkDeveloperName, withoutNamespace } from './names.ts'
import { applyOutboundMessage, deleteOutboundMessage } from './outbound-message.ts'
import { applyPermissionSet } from './permission-set.ts'

/** Types that do something; all others are kept as they are. */
const appliers: Readonly<Record<string, Apply>> = {
  CspTrustedSite: applyCspTrustedSite,
  CustomField: applyCustomField,
  CustomObject: applyCustomObject,
  Flow: applyFlow,
  FlowDefinition: applyFlowDefinition,
  PermissionSet: applyPermissionSet,
  WorkflowOutboundMessage: applyOutboundMessage,
  Workflow: () => undefined
}

const deleters: Readonly<Record<string, (fullName: string, context: Deploying) => void>> = {
  CspTrustedSite: deleteCspTrustedSite,
  CustomField: deleteCustomField,
  CustomObject: deleteCustomObject,
  Flow: deleteFlow,
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
  'WorkflowOutboundMessage'
]
const last = ['Flow', 'FlowDefinition', 'Layout', 'PermissionSet', 'Profile']

const rank = ({ type }: Component): number => {
  const early = order.indexOf(type)
  if (early >= 0) return early
  return last.includes(type) ? order.length + 1 + last.indexOf(type) : order.length
}

/** In the order Salesforce resolves them: whatever is named comes before what names it. */
export const inOrder = (components: readonly Component[]): Component[] =>
  components.toSorted((a, b) => rank(a) - rank(b))

export function apply(component: Component, context: Deploying): void {
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
