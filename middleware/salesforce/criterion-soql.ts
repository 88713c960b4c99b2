import type { Condition, Criterion } from '../connectors/connector.ts'
import type { ObjectDescribe } from './describe.ts'
import { SalesforceError } from './errors.ts'
import { fieldPath, quoted } from './soql.ts'

/** Types whose values stand in SOQL as they are. */
const bare = new Set(['boolean', 'int', 'double', 'currency', 'percent', 'date', 'datetime', 'long'])

/**
 * A criterion as the filter of a query, for counting; what counts for the sync itself is `meets` in sync/criterion.ts. Empty
 * without conditions. Throws `SalesforceError` `invalid` for a value that its field can't hold.
 */
export function criterionSoql({ all }: Criterion, described: ObjectDescribe): string {
  return all.map((condition) => clause(condition, typeOf(described, condition.field))).join(' and ')
}

function clause({ field, is, values = [] }: Condition, type: string): string {
  const path = fieldPath(field)
  const listed = values.map((one) => literal(field, type, one)).join(', ')
  switch (is) {
    case 'equal':
    case 'one-of':
      return values.length === 0 ? `(${path} = null and ${path} != null)` : `${path} in (${listed})`
    case 'not-equal':
    case 'none-of':
      return values.length === 0 ? `(${path} = null or ${path} != null)` : `${path} not in (${listed})`
    case 'blank':
      return `${path} = null`
    case 'not-blank':
      return `${path} != null`
  }
}

/** A path through a parent is compared as text, which most of them are. */
const typeOf = (described: ObjectDescribe, field: string): string =>
  described.fields.find((one) => one.name === field)?.type ?? 'string'

function literal(field: string, type: string, value: string): string {
  if (!bare.has(type)) return quoted(value)
  const text = value.trim()
  if (/^(true|false|-?\d+(\.\d+)?|\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?)$/i.test(text)) return text
  throw new SalesforceError('invalid', `"${value.slice(0, 40)}" can’t be compared with ${field}, which is of the type ${type}.`) // prettier-ignore
}
