import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import { hold } from '../context.ts'
import type { Deploying } from '../context.ts'
import { audit, identity, owner, text } from '../../schema/common-fields.ts'
import { field } from '../../schema/field.ts'
import type { ObjectSpec } from '../../schema/object-schema.ts'
import type { Schema } from '../../schema/schema.ts'
import { childOf, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'
import { checkDeveloperName, requiredText, withoutNamespace } from './names.ts'
import { wordsOf } from '../../uncertain.ts'

/** A custom object with its Name; its fields are components of their own. A standard object keeps what it is. */
export function applyCustomObject(component: Component, context: Deploying): void {
  const { org, journal } = context
  const { fullName, xml } = component
  const existing = org.schema.object(fullName)
  if (!/__(c|mdt|e)$/.test(fullName)) {
    if (!existing) throw new ComponentProblem(wordsOf('standardObjectMissing', { name: fullName }))
    return void hold(component, context)
  }
  checkDeveloperName(
    withoutNamespace(fullName, context.namespace).replace(/__\w+$/, ''),
    'Custom Object Name'
  )
  if (existing || !xml || (xml.children.length === 0 && context.catalogue.get('CustomObject', fullName))) {
    if (existing && xml && xml.children.length > 0) hold(component, context)
    return
  }
  const spec = objectSpec(fullName, xml, org.schema)
  org.schema.addObject({ ...spec, ...(isConcealed(xml, context) && { concealed: true }) })
  journal.done(() => org.schema.removeObject(fullName))
  hold(component, context)
}

/** Protected custom settings and metadata types are the package's own: subscribers don't see them [V]. */
const isConcealed = (xml: XmlElement, { namespace }: Deploying): boolean =>
  namespace !== null && /^(Package)?Protected$/.test(textOf(xml, 'visibility') ?? '')

function objectSpec(name: string, xml: XmlElement, schema: Schema): ObjectSpec {
  const label = textOf(xml, 'label')
  if (label === undefined)
    throw new ComponentProblem('Must specify a non-empty label for the CustomObject', xml) // [V]
  const shared = {
    name,
    label,
    labelPlural: textOf(xml, 'pluralLabel') ?? label,
    keyPrefix: freePrefix(name, schema)
  }
  if (name.endsWith('__mdt') || textOf(xml, 'customSettingsType') !== undefined) {
    const setupOwner = name.endsWith('__mdt')
      ? [text('DeveloperName', 'Custom Metadata Record Name', 40, { nillable: false })]
      : [
          field('SetupOwnerId', 'Location', 'reference', {
            referenceTo: ['Organization', 'Profile', 'User'],
            nillable: false
          })
        ]
    return {
      ...shared,
      fields: [...identity('Record ID'), ...nameField('Name', false), ...setupOwner, ...audit]
    }
  }
  if (textOf(xml, 'pluralLabel') === undefined) {
    throw new ComponentProblem(wordsOf('pluralLabelMissing'), xml)
  }
  const named = childOf(xml, 'nameField')
  if (!named) throw new ComponentProblem(wordsOf('nameFieldMissing'), xml)
  requiredText(xml, 'deploymentStatus')
  requiredText(xml, 'sharingModel')
  const detail = textOf(xml, 'sharingModel') === 'ControlledByParent'
  const nameLabel = textOf(named, 'label') ?? `${label} Name`
  return {
    ...shared,
    fields: [
      ...identity('Record ID'),
      ...(detail ? [] : [owner()]),
      ...nameField(nameLabel, textOf(named, 'type') === 'AutoNumber'),
      ...audit
    ]
  }
}

const nameField = (label: string, numbered: boolean) => [
  text('Name', label, 80, {
    nameField: true,
    idLookup: true,
    indexed: false,
    ...(numbered && { createable: false, updateable: false })
  })
]

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `a00`, `a01`, …; custom metadata `m00`, platform events `e00` [K]. */
function freePrefix(name: string, schema: Schema): string {
  const letter = name.endsWith('__mdt') ? 'm' : name.endsWith('__e') ? 'e' : 'a'
  for (const second of digits) {
    for (const third of digits) {
      const prefix = letter + second + third
      if (!schema.ofId(prefix)) return prefix
    }
  }
  throw new ComponentProblem('Maximum number of custom objects reached')
}

export function deleteCustomObject(fullName: string, { org, catalogue, journal }: Deploying): void {
  const object = org.schema.object(fullName)
  if (!object || !catalogue.get('CustomObject', fullName)) {
    throw new ComponentProblem(`No CustomObject named: ${fullName} found`, {}, 'Warning')
  }
  const parents = [...org.schema.objects].filter(
    (other) =>
      other !== object && [...other.fields].some(({ referenceTo }) => referenceTo.includes(object.name))
  )
  if (parents.length > 0) {
    const list = parents.map(({ name }) => `Custom Field Definition - ${name}`).join(', ')
    throw new ComponentProblem(`This custom object is referenced elsewhere in salesforce.com. : ${list}`)
  }
  org.schema.removeObject(fullName)
  journal.done(() => org.schema.restoreObject(object))
  journal.done(catalogue.set('CustomObject', fullName, undefined))
  for (const held of catalogue.ofType('CustomField')) {
    if (held.fullName.toLowerCase().startsWith(`${fullName.toLowerCase()}.`)) {
      journal.done(catalogue.set('CustomField', held.fullName, undefined))
    }
  }
}
