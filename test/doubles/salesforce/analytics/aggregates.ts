import type { Row } from '../store/row.ts'
import { shownText } from './cells.ts'
import { badRequest } from './bad-request.ts'
import type { Column } from './run.ts'

/** A figure told of each group: `RowCount`, `s!Opportunity.Amount`. */
export interface Aggregate {
  readonly name: string
  readonly label: string
  readonly dataType: string
  readonly over: (rows: readonly Row[]) => { readonly label: string; readonly value: number | null }
}

interface Kind {
  readonly label: string
  readonly of: (values: readonly number[]) => number
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** By the letter in front of the column's name [K]. */
const kinds: Readonly<Record<string, Kind>> = {
  s: { label: 'Sum of', of: sum },
  a: { label: 'Average', of: (values) => sum(values) / values.length },
  mx: { label: 'Largest', of: (values) => values.reduce((a, b) => Math.max(a, b)) },
  m: { label: 'Smallest', of: (values) => values.reduce((a, b) => Math.min(a, b)) }
}

export const rowCount: Aggregate = {
  name: 'RowCount',
  label: 'Record Count',
  dataType: 'int',
  over: ({ length }) => ({ label: length.toLocaleString('en-US'), value: length })
}

/** The column that an aggregate's name ends with; undefined for `RowCount`. */
export const aggregatedColumn = (name: string): string | undefined => name.split(/!(.*)/s)[1]

/** Throws for a figure that there is none of, or a column that has no numbers. */
export function aggregateOf(name: string, column: Column): Aggregate {
  const letter = name.split('!')[0] ?? ''
  const kind = kinds[letter]
  const { field } = column
  if (!kind || !['int', 'double', 'currency', 'percent'].includes(field.type))
    throw badRequest(`The aggregate ${name} is invalid.`)
  return {
    name: `${letter}!${column.name}`,
    label: `${kind.label} ${column.label}`,
    dataType: field.type,
    over: (rows) => {
      const values = rows.map(column.read).filter((value) => typeof value === 'number')
      const value = values.length === 0 ? (letter === 's' ? 0 : null) : kind.of(values)
      return { label: value === null ? '-' : shownText(field, value), value }
    }
  }
}
