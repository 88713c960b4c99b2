import { ApiError } from '../errors.ts'
import { coerce } from '../records/coerce.ts'
import type { Body } from '../records/prepare.ts'
import type { Field } from '../schema/field.ts'
import type { Value } from '../store/row.ts'

/** A refusal at a field, or of the record as a whole where `field` is null. */
export interface Problem {
  readonly field: string | null
  readonly code: string
  readonly message: string
}

/** Texts by field name, as inputs hold them. */
export type Typed = ReadonlyMap<string, string>

/** A field's value as its input holds it; instants are in UTC. */
export function inputText(field: Field, value: Value | undefined): string {
  if (field.type === 'boolean') return String(value === true)
  if (value === undefined || value === null) return ''
  if (field.type === 'datetime' && typeof value === 'number')
    return new Date(value).toISOString().slice(0, 19)
  return String(value).replaceAll('\r\n', '\n')
}

/** What a form holds for each field; a field it does not hold keeps its text of `before`. */
export function typedTexts(fields: readonly Field[], form: URLSearchParams, before: Typed): Typed {
  return new Map(
    fields.map((field) => {
      const sent = form.getAll(field.name)
      if (sent.length === 0) return [field.name, before.get(field.name) ?? '']
      if (field.type === 'boolean') return [field.name, String(sent.includes('true'))]
      if (field.type === 'multipicklist') return [field.name, sent.filter(Boolean).join(';')]
      return [field.name, (sent.at(-1) ?? '').replaceAll('\r\n', '\n')]
    })
  )
}

/** Only what was changed is written, as Salesforce's own page does, so that others' edits of other fields stay. */
export function changedBody(fields: readonly Field[], typed: Typed, before: Typed): Body {
  const body: Record<string, unknown> = {}
  for (const field of fields) {
    const text = typed.get(field.name) ?? ''
    if (text !== before.get(field.name)) body[field.name] = apiValue(field, text)
  }
  return body
}

function apiValue(field: Field, text: string): unknown {
  if (field.type === 'boolean') return text === 'true'
  if (text.trim() === '') return null
  return field.type === 'datetime' && /T\d\d:\d\d(:\d\d)?$/.test(text) ? `${text}Z` : text
}

/** A write tells its first refusal only; a form is better off with one at each field whose value is no good. */
export function valueProblems(fields: readonly Field[], body: Body): Problem[] {
  return fields.flatMap((field) => {
    try {
      if (field.name in body) coerce(field, body[field.name])
      return []
    } catch (error) {
      return problemsOf(error)
    }
  })
}

/** What Salesforce refused, field by field; anything else is thrown on. */
export function problemsOf(error: unknown): Problem[] {
  if (!(error instanceof ApiError)) throw error
  const { code, message, fields = [] } = error
  return fields.length > 0
    ? fields.map((field) => ({ field, code, message }))
    : [{ field: null, code, message }]
}
