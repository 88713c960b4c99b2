import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import { hold } from '../context.ts'
import type { Deploying } from '../context.ts'
import { textOf } from '../xml.ts'
import { fieldOf } from './field-spec.ts'
import { checkDeveloperName, withoutNamespace } from './names.ts'

/** A custom field is in describe and queries at once. A standard field's file only sets its label and history. */
export function applyCustomField(component: Component, context: Deploying): void {
  const { org, journal } = context
  const [objectName = '', name = ''] = component.fullName.split(/\.(.*)/s)
  const object = org.schema.object(objectName)
  if (!object)
    throw new ComponentProblem(
      `Entity Enumeration Or ID: bad value for restricted picklist field: ${objectName}`
    ) // [K]
  if (!component.xml) return
  if (!name.endsWith('__c')) {
    if (object.field(name)) return void hold(component, context)
    throw new ComponentProblem(`Field name provided, ${name} must end with '__c'`) // [K]
  }
  checkDeveloperName(withoutNamespace(name, context.namespace).replace(/__c$/, ''), 'Custom Field Name')
  const field = fieldOf(component.xml, name, org.schema)
  const before = object.field(name)
  if (before && before.type !== field.type) {
    throw new ComponentProblem(
      `Cannot change field type from ${before.type} to ${textOf(component.xml, 'type') ?? ''}`
    ) // [U]
  }
  org.database.addField(object, field)
  journal.done(() => (before ? org.database.addField(object, before) : object.removeField(name)))
  hold(component, context)
}

/** Refuses to delete a field that an outbound message sends; else it is gone from describes and queries. */
export function deleteCustomField(fullName: string, { org, catalogue, journal }: Deploying): void {
  const held = catalogue.get('CustomField', fullName)
  const [objectName = '', name = ''] = fullName.split('.')
  const object = org.schema.object(objectName)
  const field = object?.field(name)
  if (!object || !field) throw new ComponentProblem(`No CustomField named: ${fullName} found`, {}, 'Warning') // [V]
  const users = org.outbox.messages.filter(
    (message) =>
      message.object.toLowerCase() === objectName.toLowerCase() &&
      message.fields.some((each) => each.toLowerCase() === name.toLowerCase())
  )
  if (users.length > 0) {
    const list = users.map((message) => `Outbound Message - ${message.name}`).join(', ')
    throw new ComponentProblem(`This custom field is referenced elsewhere in salesforce.com. : ${list}`) // [V: lead-in]
  }
  object.removeField(name)
  journal.done(() => org.database.addField(object, field))
  if (held) journal.done(catalogue.set('CustomField', fullName, undefined))
}
