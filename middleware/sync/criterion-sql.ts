import type { Condition, Criterion } from '../connectors/connector.ts'

/**
 * Whether a staged row `s` surely meets a criterion, as SQL; what it is not sure of is for criterion.ts to say. `columnOf`
 * gives the column of a field, null where the scan does not know it.
 */
export function meetsSql({ all }: Criterion, columnOf: (field: string) => string | null): string {
  const conditions = all.map((condition) => {
    const column = columnOf(condition.field)
    return column === null ? 'false' : holdsSql(condition, `s.${column}`)
  })
  return conditions.length === 0 ? 'true' : `coalesce(${conditions.join(' and ')}, false)`
}

function holdsSql({ is, values = [] }: Condition, value: string): string {
  const listed = values.map((one) => quoted(one.trim().toLowerCase())).join(', ')
  switch (is) {
    case 'equal':
    case 'one-of':
      return values.length === 0 ? 'false' : `lower(btrim(${value})) in (${listed})`
    case 'not-equal':
    case 'none-of': {
      // Of other signs than ASCII's, what they are in lower case is not the same everywhere.
      const other = values.length === 0 ? 'true' : `lower(btrim(${value})) not in (${listed})`
      return `(${value} is null or ${value} ~ '^[ -~]*$' and ${other})`
    }
    case 'blank':
      return `${value} is null`
    case 'not-blank':
      return `${value} ~ '[!-~]'`
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
