import type { Body } from '../records/prepare.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Schema } from '../schema/schema.ts'

/** A column of an upload: a field, or a parent named by one of its external ids (`Account.Number__c`). */
export type Column =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'parent'; readonly reference: Field; readonly relationship: string; readonly key: Field }

/** What a header names. Throws `HeaderError` for a name the object has not. */
export function columnsOf(schema: Schema, object: ObjectSchema, header: readonly string[]): Column[] {
  return header.map((given) => {
    const name = given.trim()
    const field = object.field(name)
    if (field) return { kind: 'field', field }
    // `User:Owner.Number__c` says which of several objects a reference means [K].
    const [, type, relationship = '', key = ''] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name) ?? []
    const reference = object.relationship(relationship)
    const target = reference && (type ? schema.object(type) : schema.target(reference))
    const parentKey = target?.field(key)
    if (!reference?.relationship || !parentKey) throw new HeaderError(`Field name not found : ${name}`)
    return { kind: 'parent', reference, relationship: reference.relationship, key: parentKey }
  })
}

/** Fails the whole job: `InvalidBatch : …` [K]. */
export class HeaderError extends Error {
  override readonly name = 'HeaderError'
}

/** `#N/A` blanks a field, an empty value leaves it as it is [K]. */
export function bodyOf(columns: readonly Column[], values: readonly string[]): Body {
  const body: Record<string, unknown> = {}
  for (const [i, column] of columns.entries()) {
    const value = values[i] ?? ''
    if (value === '') continue
    const blank = value === '#N/A'
    if (column.kind === 'field') body[column.field.name] = blank ? null : typed(column.field, value)
    else if (blank) body[column.reference.name] = null
    else body[column.relationship] = { [column.key.name]: value }
  }
  return body
}

/** CSV has more words for true and false than JSON [K]. */
function typed({ type }: Field, value: string): unknown {
  if (type !== 'boolean') return value
  if (/^(true|yes|y|on|1)$/i.test(value)) return true
  return /^(false|no|n|off|0)$/i.test(value) ? false : value
}
