import { readPermissionSet } from '../../access/read-permission-set.ts'
import { wordsOf } from '../../uncertain.ts'
import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import { hold } from '../context.ts'
import type { Deploying } from '../context.ts'
import { childOf, childrenOf, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'
import { checkDeveloperName, checkElements, requiredText, withoutNamespace } from './names.ts'

const known = (
  'agentAccesses applicationVisibilities classAccesses customMetadataTypeAccesses customPermissions customSettingAccesses ' +
  'description emailRoutingAddressAccesses externalCredentialPrincipalAccesses externalDataSourceAccesses fieldPermissions ' +
  'flowAccesses fullName hasActivationRequired label license objectPermissions pageAccesses recordTypeVisibilities ' +
  'servicePresenceStatusAccesses tabSettings userPermissions'
).split(' ')

/** What a grant names, and the type that has to exist: classes, pages, tabs and custom permissions. */
const references: readonly (readonly [string, string, string])[] = [
  ['classAccesses', 'apexClass', 'ApexClass'],
  ['pageAccesses', 'apexPage', 'ApexPage'],
  ['customPermissions', 'name', 'CustomPermission']
]

/** A permission set whose grants are all about something that exists. */
export function applyPermissionSet(component: Component, context: Deploying): void {
  const { xml, fullName } = component
  if (!xml) return
  checkElements(xml, 'PermissionSet', known)
  checkDeveloperName(withoutNamespace(fullName, context.namespace), 'API Name')
  requiredText(xml, 'label')
  for (const grant of childrenOf(xml, 'objectPermissions')) checkObject(grant, context)
  for (const grant of childrenOf(xml, 'fieldPermissions')) checkField(grant, context)
  for (const [tag, name, type] of references) {
    for (const grant of childrenOf(xml, tag)) {
      const wanted = requiredText(grant, name)
      if (!context.catalogue.get(type, wanted)) throw unknown(name, type, wanted, grant)
    }
  }
  hold(component, context, putInEffect(fullName, xml, context))
}

/** The org's permission model takes the grants; a deployment that is rolled back gives it the former ones. */
function putInEffect(name: string, xml: XmlElement, { org, journal, namespace }: Deploying): string {
  const before = org.access.find(name)
  const id = org.access.define(readPermissionSet(xml, name), namespace)
  journal.done(() => {
    if (before) org.access.define(before, namespace)
    else org.access.remove(name)
  })
  return id
}

/** Refused while somebody has it [K]; with it goes what it opened. */
export function deletePermissionSet(fullName: string, { org, catalogue, journal }: Deploying): void {
  const held = catalogue.get('PermissionSet', fullName)
  if (!held) throw new ComponentProblem(`No PermissionSet named: ${fullName} found`, {}, 'Warning')
  const holders = org.database.tableNamed('PermissionSetAssignment').find('PermissionSetId', held.id) ?? []
  if (holders.length > 0) {
    throw new ComponentProblem(wordsOf('permissionSetAssigned', { name: fullName }))
  }
  journal.done(catalogue.set('PermissionSet', fullName, undefined))
  journal.later(() => void org.access.remove(fullName))
}

const unknown = (field: string, type: string, name: string, at: XmlElement) =>
  new ComponentProblem(`In field: ${field} - no ${type} named ${name} found`, at) // [V]

function checkObject(grant: XmlElement, { org }: Deploying): void {
  const name = requiredText(grant, 'object')
  if (!org.schema.object(name)) throw unknown('object', 'CustomObject', name, grant)
}

function checkField(grant: XmlElement, { org }: Deploying): void {
  const path = requiredText(grant, 'field')
  const [objectName = '', name = ''] = path.split('.')
  const field = org.schema.object(objectName)?.field(name)
  const at = childOf(grant, 'field') ?? grant
  if (!field) throw unknown('field', 'CustomField', path, at)
  const required = !field.nillable && field.type !== 'boolean'
  if (required) throw new ComponentProblem(`You cannot deploy to a required field: ${path}`, at) // [V]
  if (textOf(grant, 'editable') === 'true' && field.calculated) {
    throw new ComponentProblem(wordsOf('fieldNotEditable', { field: path }), at)
  }
}
