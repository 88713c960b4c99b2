import { ComponentProblem } from '../component.ts'
import { customField } from '../../schema/custom-field.ts'
import type { Field, FieldType } from '../../schema/field.ts'
import type { Schema } from '../../schema/schema.ts'
import { childOf, childrenOf, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'
import { requiredText } from './names.ts'
import { wordsOf } from '../../uncertain.ts'

/** The metadata type of a custom field and what describe calls it. */
const types: Readonly<Record<string, FieldType>> = {
  AutoNumber: 'string',
  Checkbox: 'boolean',
  Currency: 'currency',
  Date: 'date',
  DateTime: 'datetime',
  Email: 'email',
  EncryptedText: 'string',
  Html: 'textarea',
  LongTextArea: 'textarea',
  Lookup: 'reference',
  MasterDetail: 'reference',
  MultiselectPicklist: 'multipicklist',
  Number: 'double',
  Percent: 'percent',
  Phone: 'phone',
  Picklist: 'picklist',
  Text: 'string',
  TextArea: 'textarea',
  Url: 'url'
}

const formulaTypes = ['Checkbox', 'Currency', 'Date', 'DateTime', 'Number', 'Percent', 'Text']

/** What has to be said of a field of a type, unless it is a formula. */
const needs: Readonly<Record<string, readonly string[]>> = {
  Text: ['length'],
  LongTextArea: ['length', 'visibleLines'],
  Html: ['length', 'visibleLines'],
  EncryptedText: ['length'],
  Number: ['precision', 'scale'],
  Currency: ['precision', 'scale'],
  Percent: ['precision', 'scale'],
  MultiselectPicklist: ['visibleLines']
}

/** A `CustomField` element as a field of the schema; `name` is the API name. Throws `ComponentProblem`. */
export function fieldOf(xml: XmlElement, name: string, schema: Schema): Field {
  const label = requiredText(xml, 'label')
  const said = requiredText(xml, 'type')
  const type = types[said]
  const formula = textOf(xml, 'formula')
  if (!type) {
    throw new ComponentProblem(wordsOf('fieldTypeUnknown', { type: said }), childOf(xml, 'type') ?? xml)
  }
  if (formula !== undefined && !formulaTypes.includes(said)) {
    throw new ComponentProblem(wordsOf('formulaType', { type: said }), childOf(xml, 'type') ?? xml)
  }
  const missing = formula ? undefined : needs[said]?.find((each) => textOf(xml, each) === undefined)
  if (missing) throw new ComponentProblem(wordsOf('fieldPartMissing', { part: missing, type: said }), xml)
  const field = customField({
    name,
    type,
    label,
    ...numbers(xml),
    ...(type === 'picklist' || type === 'multipicklist' ? picklist(xml) : {}),
    ...(type === 'reference' && { referenceTo: target(xml, schema) }),
    ...(textOf(xml, 'relationshipName') !== undefined && { children: textOf(xml, 'relationshipName') ?? '' }),
    required: said === 'MasterDetail' || isTrue(xml, 'required'),
    externalId: isTrue(xml, 'externalId'),
    unique: isTrue(xml, 'unique'),
    caseSensitive: isTrue(xml, 'caseSensitive'),
    ...(formula !== undefined && {
      formula,
      blanksAreZero: textOf(xml, 'formulaTreatBlanksAs') !== 'BlankAsBlank' // zero is the default [K]
    })
  })
  return {
    ...field,
    ...(formula !== undefined && said === 'Text' && { length: 1300 }), // [K]
    ...(said === 'AutoNumber' && { createable: false, updateable: false, length: 30 }),
    ...(said === 'Checkbox' &&
      formula === undefined && { defaultValue: textOf(xml, 'defaultValue') === 'true' })
  }
}

const isTrue = (xml: XmlElement, name: string) => textOf(xml, name) === 'true'

function numbers(xml: XmlElement): { length?: number; precision?: number; scale?: number } {
  const entries = ['length', 'precision', 'scale'].flatMap((name) => {
    const text = textOf(xml, name)
    if (text === undefined) return []
    if (/^\d+$/.test(text)) return [[name, Number(text)]]
    throw new ComponentProblem(wordsOf('numberInvalid', { text }), xml)
  })
  return Object.fromEntries(entries) as { length?: number; precision?: number; scale?: number } // names as above
}

function picklist(xml: XmlElement): { values: string[]; restricted: boolean } {
  const set = childOf(xml, 'valueSet')
  const definition = set && childOf(set, 'valueSetDefinition')
  const values = definition ? childrenOf(definition, 'value') : []
  return {
    values: values.map((value) => textOf(value, 'fullName') ?? '').filter(Boolean),
    restricted: set !== undefined && isTrue(set, 'restricted')
  }
}

function target(xml: XmlElement, schema: Schema): string {
  const name = textOf(xml, 'referenceTo') ?? ''
  const object = schema.object(name)
  if (object) return object.name
  throw new ComponentProblem(`referenceTo value of '${name}' does not resolve to a valid sObject type`, xml) // [V]
}
