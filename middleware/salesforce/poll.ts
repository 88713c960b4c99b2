import { shapeOf } from './describe.ts'
import { SalesforceError } from './errors.ts'
import { mostRows, query, serverDate } from './query.ts'
import { systemFields, toRecord, type SalesforceRecord } from './record.ts'
import type { Session } from './session.ts'
import { fieldPath, instant, objectName, quotedId, select } from './soql.ts'

/** A place in the order of changes: SystemModstamp (ISO, Z), then Id. */
export interface Place {
  readonly stamp: string
  readonly id: string
}

export interface PollRequest {
  readonly object: string
  readonly fields: readonly string[]
  /** Goes on exactly behind this record. `null` begins at `from`. */
  readonly after: Place | null
  /** First instant (ISO, Z), the overlap already taken off. Not used with `after`. */
  readonly from: string
  /** Records stamped here or later are left for the next pass. `null`: the server's clock at the first answer. */
  readonly until: string | null
  /** Only records that have one of these. */
  readonly anyOf?: readonly { readonly field: string; readonly is: boolean }[]
  /** Rows a call, at most and by default 2,000. */
  readonly pageSize?: number
  readonly signal?: AbortSignal
}

export interface PollPage {
  readonly records: readonly SalesforceRecord[]
  /** Goes on behind this page. */
  readonly after: Place | null
  /** The upper bound of the pass; the same on every page. */
  readonly until: string
  readonly done: boolean
}

/**
 * Everything changed or deleted between two instants, oldest first, page by page: one call a page, at least one page.
 * Equal stamps are no trouble, the order goes on by Id. Stamps are set before a transaction commits, so late ones may
 * appear below a bound that was passed: the caller reads an overlap again [V]. Throws `SalesforceError`.
 */
export async function* poll(
  session: Session,
  request: PollRequest
): AsyncGenerator<PollPage, void, undefined> {
  const { object, fields, from, signal } = request
  const shape = await shapeOf(session, object, fields, signal)
  if (!shape.filterable) throw notFilterable(object)
  const head = select([...systemFields(shape), ...fields], object)
  const limit = Math.min(request.pageSize ?? mostRows, mostRows)

  const any = anyOf(request.anyOf ?? [])
  let { after, until } = request
  for (;;) {
    const lower = after === null ? `SystemModstamp >= ${instant(from)}` : behind(after)
    const upper = until === null ? '' : ` and SystemModstamp < ${instant(until)}`
    const soql = `${head} where ${lower}${upper}${any} order by SystemModstamp, Id limit ${limit}`
    const answer = await query(session, soql, { all: true, signal })
    const records = answer.rows.map((row) => toRecord(row, object, fields, shape))
    until ??= serverDate(answer).toISOString()
    const last = records.at(-1)
    if (last?.stamp && last.stamp === after?.stamp && last.id === after.id) throw noProgress(object)
    if (last?.stamp) after = { stamp: last.stamp, id: last.id }
    // Fewer rows than asked for is the end, unless Salesforce held wide rows back.
    const done = answer.done && records.length < limit
    yield { records, after, until, done }
    if (done) return
  }
}

/** How many were changed or deleted from then on. One call. */
export async function changedCount(
  session: Session,
  { object, from, signal }: Pick<PollRequest, 'object' | 'from' | 'signal'>
): Promise<number> {
  const soql = `select count() from ${objectName(object)} where SystemModstamp >= ${instant(from)}`
  return (await query(session, soql, { all: true, signal })).total
}

const anyOf = (flags: NonNullable<PollRequest['anyOf']>) =>
  flags.length === 0
    ? ''
    : ` and (${flags.map(({ field, is }) => `${fieldPath(field)} = ${is}`).join(' or ')})`

// SOQL refuses AND beside OR without parentheses [V].
const behind = ({ stamp, id }: Place) =>
  `((SystemModstamp = ${instant(stamp)} and Id > ${quotedId(id)}) or SystemModstamp > ${instant(stamp)})`

/** The org's clock, to the second, by a call that needs no budget (the list of versions is public [K]). */
export async function serverNow(session: Session, signal?: AbortSignal): Promise<Date> {
  return serverDate(await session.request({ method: 'GET', path: '/services/data', signal }))
}

const notFilterable = (object: string) =>
  new SalesforceError(
    'schema',
    `SystemModstamp of ${object} can't be filtered, so its changes can't be followed: compare all its records on a schedule instead.`
  )

const noProgress = (object: string) =>
  new SalesforceError('schema', `The changes of ${object} don't come in the order of SystemModstamp and Id.`)
