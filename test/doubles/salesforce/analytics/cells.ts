import type { Database } from '../store/database.ts'
import type { Field } from '../schema/field.ts'
import type { Row, Value } from '../store/row.ts'
import type { Column } from './run.ts'

/** A cell: what people read, and the raw value. Records are shown by name and meant by id [V]. */
export interface Cell {
  readonly label: string
  readonly value: unknown
  readonly recordId?: string
}

export function cellOf(database: Database, column: Column, row: Row): Cell {
  const value = column.read(row)
  const { field } = column
  if (value === null) return { label: field.type === 'boolean' ? 'false' : '-', value: null }
  if (field.type === 'reference' && typeof value === 'string') {
    return { label: nameOf(database, value), value, recordId: value }
  }
  if (field.nameField && !column.name.slice(column.name.indexOf('.') + 1).includes('.')) {
    return { label: String(value), value: row.Id, recordId: row.Id }
  }
  if (field.type === 'currency') {
    return { label: label(column, value), value: { amount: value, currency: null } }
  }
  if (field.type === 'datetime' && typeof value === 'number') {
    return { label: label(column, value), value: new Date(value).toISOString().replace('.000Z', 'Z') }
  }
  return { label: label(column, value), value }
}

/** A value as the classic CSV export writes it: numbers bare, check boxes 1 or 0, days as people read them [K]. */
export function csvText(database: Database, column: Column, row: Row): string {
  const value = column.read(row)
  if (column.field.type === 'boolean') return value === true ? '1' : '0'
  if (value === null) return ''
  if (column.field.type === 'reference') return nameOf(database, String(value))
  if (typeof value === 'number' && column.field.type !== 'datetime') {
    return value.toFixed(column.field.type === 'int' ? 0 : Math.max(column.field.scale, 0))
  }
  return label(column, value)
}

const label = ({ field }: Column, value: Value) => shownText(field, value)

/** A value as people read it: the locale is American English, times are GMT. */
export function shownText(field: Field, value: Value): string {
  if (field.type === 'date') return day(Date.parse(`${String(value)}T00:00:00Z`))
  if (typeof value !== 'number') return String(value)
  if (field.type === 'datetime') {
    const time = { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' } as const
    return `${day(value)}, ${new Date(value).toLocaleTimeString('en-US', time)}`
  }
  const number = value.toLocaleString('en-US', { minimumFractionDigits: field.type === 'currency' ? 2 : 0 })
  return field.type === 'currency' ? `$${number}` : field.type === 'percent' ? `${number}%` : number
}

const day = (ms: number) => new Date(ms).toLocaleDateString('en-US', { timeZone: 'UTC' })

function nameOf(database: Database, id: string): string {
  const row = database.find(id)
  const object = database.schema.ofId(id)
  if (!object) return id // a record of an object that the reader may not see
  const name = [...object.fields].find(({ nameField }) => nameField)?.name ?? 'Name'
  return String(row?.[name] ?? id)
}
