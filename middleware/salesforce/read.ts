import { z } from 'zod'
import { shapeOf, type Shape } from './describe.ts'
import { toId18 } from './ids.ts'
import { encodedLength, mostRows, parsed, query, row } from './query.ts'
import { missing, systemFields, toRecord, type SalesforceRecord } from './record.ts'
import type { Session } from './session.ts'
import { objectName, quotedId, select } from './soql.ts'

export interface ReadOptions {
  readonly signal?: AbortSignal
}

/** What one query may name; the rest of an address' 16 kB is for the fields. */
const mostIds = 400
const longestQuery = 15_000

const retrieved = z.array(row.nullable())

/**
 * The records of `ids` as they are now, one for each different id, in pages of up to 2,000 in the order of `ids`. One
 * call a page, and one more for up to 400 records that are gone: it tells deleted from not visible. Malformed ids, and
 * those of other objects, are missing without being asked for: one of them could fail the whole call. Throws `SalesforceError`.
 */
export async function* readByIds(
  session: Session,
  object: string,
  ids: readonly string[],
  fields: readonly string[],
  { signal }: ReadOptions = {}
): AsyncGenerator<readonly SalesforceRecord[], void, undefined> {
  const shape = await shapeOf(session, object, fields, signal)
  const look = { session, object, fields, shape, signal }
  // The collection answers direct fields only [K], so paths to a parent are read by query, deleted records included.
  const direct = !fields.some((path) => path.includes('.'))

  const wanted = [...new Set(ids.map((id) => toId18(id) ?? id))]
  for (let start = 0; start < wanted.length; start += mostRows) {
    const page = wanted.slice(start, start + mostRows)
    const valid = page.filter((id) => toId18(id) !== null && id.startsWith(shape.prefix))
    const found = new Map<string, SalesforceRecord>()
    const keep = (records: readonly SalesforceRecord[]) => records.forEach((one) => found.set(one.id, one))

    if (direct && valid.length > 0) keep(await retrieve(look, valid))
    const rest = valid.filter((id) => !found.has(id))
    for (const part of parts(look, rest)) keep(await lookUp(look, part))
    yield page.map((id) => found.get(id) ?? missing(object, id))
  }
}

interface Look {
  readonly session: Session
  readonly object: string
  readonly fields: readonly string[]
  readonly shape: Shape
  readonly signal: AbortSignal | undefined
}

/** Visible, undeleted records; the answer has `null` for each other [K]. */
async function retrieve({ session, object, fields, shape, signal }: Look, ids: readonly string[]) {
  const { body } = await session.request({
    method: 'POST',
    path: `/composite/sobjects/${objectName(object)}`,
    body: { ids, fields: [...new Set(['Id', 'SystemModstamp', ...fields])] },
    signal
  })
  const rows = parsed(retrieved, body, `a read of ${object}`)
  return rows.flatMap((one) => (one === null ? [] : [toRecord(one, object, fields, shape)]))
}

async function lookUp({ session, object, fields, shape, signal }: Look, soql: string) {
  const { rows } = await query(session, soql, { all: true, signal })
  return rows.map((one) => toRecord(one, object, fields, shape))
}

/** Queries that together name all ids, each short enough for an address. */
function* parts({ object, fields, shape }: Look, ids: readonly string[]): Generator<string> {
  const head = `${select([...systemFields(shape), ...fields], object)} where Id in (`
  const each = encodedLength(`'${'0'.repeat(18)}',`) - encodedLength('')
  const size = Math.min(mostIds, Math.max(1, Math.floor((longestQuery - encodedLength(head)) / each)))
  for (let start = 0; start < ids.length; start += size) {
    yield `${head}${ids
      .slice(start, start + size)
      .map(quotedId)
      .join(',')})`
  }
}
