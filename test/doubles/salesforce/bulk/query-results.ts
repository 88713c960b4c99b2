import type { QueryResult } from '../soql/query.ts'
import { csvWriter, pieces } from './csv-write.ts'
import type { CsvStyle } from './csv-write.ts'
import type { ResultColumn } from './query-check.ts'

// TypeScript 5.9 does not know JSON.rawJSON yet; Node 24 has it.
const { isRawJSON } = JSON as unknown as { isRawJSON: (value: unknown) => value is { rawJSON: string } }

/** Records turned into text at a time. */
const slice = 500

export interface ResultPage {
  readonly from: number
  readonly to: number
  readonly version: string
}

/** A page of a result as CSV, made while it is sent: no page is ever in memory as a whole. */
export function resultPage(
  result: QueryResult,
  columns: readonly ResultColumn[],
  style: CsvStyle,
  page: ResultPage
): Iterable<string> {
  return pieces(lines(result, columns, style, page))
}

function* lines(
  result: QueryResult,
  columns: readonly ResultColumn[],
  style: CsvStyle,
  page: ResultPage
): Generator<string> {
  const write = csvWriter(style)
  yield write(columns.map(({ name }) => name))
  for (const record of recordsOf(result, page)) yield write(columns.map((column) => valueAt(record, column)))
}

export function* recordsOf(result: QueryResult, { from, to, version }: ResultPage): Generator<object> {
  for (let at = from; at < to; at += slice) yield* result.records(at, Math.min(at + slice, to), version)
}

/** The value as text, blank for null. */
export function valueAt(record: object, { path, field }: ResultColumn): string {
  let value: unknown = record
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return ''
    value = (value as Readonly<Record<string, unknown>>)[name] // a record of our own making
  }
  if (value === null || value === undefined) return ''
  if (isRawJSON(value)) return value.rawJSON
  if (typeof value !== 'string') return JSON.stringify(value)
  // Bulk files end instants in Z, REST bodies in +0000 [K].
  return field.type === 'datetime' ? value.replace('+0000', 'Z') : value
}
