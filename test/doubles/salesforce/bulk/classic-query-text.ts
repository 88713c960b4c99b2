import { escapeXml } from '../soap/envelope.ts'
import type { QueryResult } from '../soql/query.ts'
import { namespace } from './classic-error.ts'
import { pieces } from './csv-write.ts'
import type { ResultColumn } from './query-check.ts'
import { recordsOf, valueAt } from './query-results.ts'
import type { ResultPage } from './query-results.ts'

/** A query's records as one JSON array, as REST shows them. */
export function jsonPieces(result: QueryResult, page: ResultPage): Iterable<string> {
  return pieces(jsonLines(result, page))
}

function* jsonLines(result: QueryResult, page: ResultPage): Generator<string> {
  let before = '['
  for (const record of recordsOf(result, page)) {
    yield before + JSON.stringify(record)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}

/** `<queryResult><records>…`; a parent's field stands in an element of its relationship. */
export function xmlPieces(
  result: QueryResult,
  columns: readonly ResultColumn[],
  page: ResultPage
): Iterable<string> {
  return pieces(xmlLines(result, columns, page))
}

function* xmlLines(
  result: QueryResult,
  columns: readonly ResultColumn[],
  page: ResultPage
): Generator<string> {
  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
  yield `<?xml version="1.0" encoding="UTF-8"?><queryResult xmlns="${namespace}" ${xsi}>`
  for (const record of recordsOf(result, page)) {
    yield `<records xsi:type="sObject"><type>${result.object.name}</type>`
    for (const column of columns) {
      const value = escapeXml(valueAt(record, column))
      yield column.path.reduceRight((inner, name) => `<${name}>${inner}</${name}>`, value)
    }
    yield '</records>'
  }
  yield '</queryResult>'
}
