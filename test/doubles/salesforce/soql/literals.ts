import type { LiteralType } from '@jetstreamapp/soql-parser-js'
import { ApiError } from '../errors.ts'
import { toId } from '../ids.ts'
import type { Field } from '../schema/field.ts'
import type { Value } from '../store/row.ts'
import { parseInstant } from '../store/wire.ts'
import { dateLiteral, dayLiteral } from './date-literals.ts'
import type { Span } from './date-literals.ts'

/** Now, in milliseconds, and where the user's clock stands. */
export interface Moment {
  readonly now: number
  readonly timeZone: string
}

export type Operand = { readonly value: Value } | { readonly span: Span }

/** What a field is compared with; a literal of the wrong type is refused as Salesforce refuses it. */
export function operand(field: Field, text: string, type: LiteralType | undefined, now: Moment): Operand {
  if (type === 'NULL') return { value: null }
  switch (field.type) {
    case 'datetime':
    case 'date':
      return moment(field, text, type, now)
    case 'boolean':
      if (type !== 'BOOLEAN') throw mismatch(field, 'boolean', false)
      return { value: text.toUpperCase() === 'TRUE' }
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      if (type !== 'INTEGER' && type !== 'DECIMAL') throw mismatch(field, field.type, false)
      return { value: Number(text) }
    case 'id':
    case 'reference':
      return { value: idOperand(field, text, type) }
    default:
      if (type !== 'STRING') throw mismatch(field, 'string', true)
      return { value: unquote(text) }
  }
}

function moment(
  field: Field,
  text: string,
  type: LiteralType | undefined,
  { now, timeZone }: Moment
): Operand {
  const isDay = field.type === 'date'
  const span =
    type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL'
      ? (isDay ? dayLiteral : dateLiteral)(text, now, timeZone)
      : null
  if (span) return { span }
  if (isDay && type === 'DATE') return { value: text }
  const ms = !isDay && type === 'DATETIME' ? parseInstant(text) : null
  if (ms === null) throw mismatch(field, isDay ? 'date' : 'dateTime', false)
  return { value: ms }
}

/** Ids are compared in their 18-character form, whichever form the query has. */
function idOperand(field: Field, text: string, type: LiteralType | undefined): string {
  if (type !== 'STRING') throw mismatch(field, 'ID', true)
  const value = unquote(text)
  const id = toId(value)
  if (id !== null || value === '') return id ?? ''
  throw new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${value}`)
}

function mismatch(field: Field, type: string, quoted: boolean): ApiError {
  const reason = `value of filter criterion for field '${field.name}' must be of type ${type} and `
  return new ApiError(
    400,
    'INVALID_FIELD',
    reason + (quoted ? 'should be enclosed in quotes' : 'should not be enclosed in quotes')
  )
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** A string literal's text. `\_` and `\%` keep their backslash: LIKE needs it. */
export function unquote(literal: string): string {
  return literal.slice(1, -1).replace(/\\(u[0-9a-f]{4}|[\s\S])/gi, (whole, mark: string) => {
    if (mark.length === 5) return String.fromCharCode(parseInt(mark.slice(1), 16))
    return mark === '_' || mark === '%' ? whole : (escapes[mark] ?? mark)
  })
}
