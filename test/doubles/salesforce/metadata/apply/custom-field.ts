import { ApiError } from '../../errors.ts'
import type { OrgState } from '../../org-state.ts'
import { addPersonField } from '../../records/person-accounts.ts'
import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import { hold } from '../context.ts'
import type { Deploying } from '../context.ts'
import { childOf, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'
import { fieldOf } from './field-spec.ts'
import { checkDeveloperName, withoutNamespace } from './names.ts'
import { wordsOf } from '../../uncertain.ts'

/** A custom field is in describe and queries at once. A standard field's file only sets its label and history. */
export function applyCustomField(component: Component, context: Deploying): void {
  const { org, journal } = context
  const [objectName = '', name = ''] = component.fullName.split(/\.(.*)/s)
  const object = org.schema.object(objectName)
  if (!object) throw new ComponentProblem(wordsOf('fieldObjectMissing', { object: objectName }))
  if (!component.xml) return
  if (!name.endsWith('__c')) {
    if (object.field(name)) return void hold(component, context)
    throw new ComponentProblem(wordsOf('fieldNameEnding', { name }))
  }
  checkDeveloperName(withoutNamespace(name, context.namespace).replace(/__c$/, ''), 'Custom Field Name')
  const field = fieldOf(component.xml, name, org.schema)
  const before = object.field(name)
  if (before && before.type !== field.type) {
    const after = textOf(component.xml, 'type') ?? ''
    throw new ComponentProblem(wordsOf('fieldTypeChange', { before: before.type, after }))
  }
  if (before && (before.formula === null) !== (field.formula === null)) {
    throw new ComponentProblem(wordsOf('formulaChange', { name }))
  }
  compiled(component.xml, () => org.database.addField(object, field))
  journal.done(() =>
    before ? org.database.addField(object, before) : org.database.removeField(object, name)
  )
  if (object.name === 'Contact') addPersonField(org.database, field)
  hold(component, context)
}

/** A formula that can't be read or played is the component's problem, at its place. */
function compiled(xml: XmlElement, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (error instanceof ApiError) throw new ComponentProblem(error.message, childOf(xml, 'formula') ?? xml)
    throw error
  }
}

/** Formula fields that name a field, as `Contact.Doubled__c`; a word is a mention, whatever path it stands in. */
function formulasWith(org: OrgState, name: string): string[] {
  const word = new RegExp(`(?<![\\w$])${name}(?!\\w)`, 'i')
  return [...org.schema.objects].flatMap((object) =>
    [...object.fields].flatMap(({ formula, name: own }) =>
      formula !== null && word.test(formula) ? `${object.name}.${own}` : []
    )
  )
}

/** Refuses to delete a field that an outbound message sends or a formula reads; else it is gone from describes and queries. */
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
  const list = [
    ...users.map((message) => `Outbound Message - ${message.name}`),
    ...formulasWith(org, name).map((formula) => `Custom Field - ${formula}`)
  ].join(', ')
  if (list !== '') {
    throw new ComponentProblem(`This custom field is referenced elsewhere in salesforce.com. : ${list}`) // [V: lead-in]
  }
  org.database.removeField(object, name)
  journal.done(() => org.database.addField(object, field))
  if (held) journal.done(catalogue.set('CustomField', fullName, undefined))
}
