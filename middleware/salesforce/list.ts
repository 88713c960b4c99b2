import { shapeOf } from './describe.ts'
import { mostRows, query } from './query.ts'
import { toRecord, type SalesforceRecord } from './record.ts'
import type { Session } from './session.ts'
import { objectName, quotedId, select } from './soql.ts'

export interface ListRequest {
  readonly object: string
  readonly fields: readonly string[]
  /** Goes on behind this id. `null` begins at the first. */
  readonly afterId: string | null
  /** Rows a call, at most and by default 2,000. */
  readonly pageSize?: number
  readonly signal?: AbortSignal
}

export interface ListPage {
  readonly records: readonly SalesforceRecord[]
  readonly afterId: string | null
  readonly done: boolean
}

/** Every record that isn't deleted, in the order of Id, page by page: one call a page, at least one page. Throws `SalesforceError`. */
export async function* listAll(
  session: Session,
  request: ListRequest
): AsyncGenerator<ListPage, void, undefined> {
  const { object, fields, signal } = request
  const shape = await shapeOf(session, object, fields, signal)
  const head = select(['Id', 'SystemModstamp', ...fields], object)
  const limit = Math.min(request.pageSize ?? mostRows, mostRows)

  let { afterId } = request
  for (;;) {
    const where = afterId === null ? '' : ` where Id > ${quotedId(afterId)}`
    const answer = await query(session, `${head}${where} order by Id limit ${limit}`, { signal })
    const records = answer.rows.map((row) => toRecord(row, object, fields, shape))
    afterId = records.at(-1)?.id ?? afterId
    const done = answer.done && records.length < limit
    yield { records, afterId, done }
    if (done) return
  }
}

/** How many records aren't deleted; with a filter, how many of them meet it. One call. */
export async function count(
  session: Session,
  object: string,
  signal?: AbortSignal,
  where = ''
): Promise<number> {
  const filter = where === '' ? '' : ` where ${where}`
  return (await query(session, `select count() from ${objectName(object)}${filter}`, { signal })).total
}
