import { shapeOf } from './describe.ts'
import { encodedLength, mostRows, query } from './query.ts'
import { systemFields, toRecord, type SalesforceRecord } from './record.ts'
import type { Session } from './session.ts'
import { fieldPath, quoted, quotedId, select } from './soql.ts'

const longestQuery = 15_000

/**
 * Records whose `field` equals one of `values`, compared as SOQL compares text: without regard to case [K]. Deleted
 * records are left out, or, with `gone`, found alone. Several calls when the values don't fit in one address or the answer not in one page. Throws
 * `SalesforceError`.
 */
export async function* findByField(
  session: Session,
  {
    object,
    field,
    values,
    fields,
    gone = false
  }: {
    object: string
    field: string
    values: readonly string[]
    fields: readonly string[]
    gone?: boolean
  },
  signal?: AbortSignal
): AsyncGenerator<readonly SalesforceRecord[], void, undefined> {
  const shape = await shapeOf(session, object, fields, signal)
  if (gone && !shape.deletable) return
  const head = `${select([...systemFields(shape), ...fields], object)} where ${fieldPath(field)} in (`
  for (const part of fitting(head, [...new Set(values)])) {
    let after: string | null = null
    for (;;) {
      const behind = after === null ? '' : ` and Id > ${quotedId(after)}`
      const deleted = gone ? ' and IsDeleted = true' : ''
      const soql = `${head}${part.join(',')})${deleted}${behind} order by Id limit ${mostRows}`
      const { rows, done } = await query(session, soql, { all: gone, signal })
      const records = rows.map((one) => toRecord(one, object, fields, shape))
      if (records.length > 0) yield records
      if (done && records.length < mostRows) break
      after = records.at(-1)?.id ?? null
      if (after === null) break
    }
  }
}

/** Quoted values in groups that fit into one address. */
function* fitting(head: string, values: readonly string[]): Generator<string[]> {
  const room = longestQuery - encodedLength(head) - 200
  let part: string[] = []
  let used = 0
  for (const value of values) {
    const text = quoted(value)
    const size = encodedLength(`${text},`) - encodedLength('')
    if (part.length > 0 && used + size > room) {
      yield part
      part = []
      used = 0
    }
    part.push(text)
    used += size
  }
  if (part.length > 0) yield part
}
