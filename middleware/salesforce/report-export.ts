import { bytesOf } from './bulk-query.ts'
import { csvRows } from './csv-rows.ts'
import { SalesforceError } from './errors.ts'
import { toId18 } from './ids.ts'
import { checkedReportId } from './report.ts'
import type { Session } from './session.ts'

export interface ExportRequest {
  readonly reportId: string
  /** Label of the column that holds the ids; unless given, the first that holds ids with this `prefix`. */
  readonly column?: string
  /** First three characters of the ids that are wanted (`003`). */
  readonly prefix: string
  readonly signal?: AbortSignal
}

/** Ids of a page; pages are only a rhythm, the export comes as one stream. */
const pageIds = 2000

/**
 * The ids of a report's records from its CSV export: any report, any number of rows, but an address made for people, with
 * no contract, that needs a session with web access [V]. One call. Throws `auth` for a login page, `forbidden` where
 * Salesforce wants the user to verify who they are, `invalid` for a report without ids.
 */
export async function* exportIds(
  session: Session,
  { reportId, column, prefix, signal }: ExportRequest
): AsyncGenerator<readonly string[], void, undefined> {
  const bytes = await opened(session, checkedReportId(reportId), signal)
  let header: readonly string[] | null = null
  let at: number | null = null
  let over = false
  let ids: string[] = []
  for await (const row of csvRows(bytes, { blankLines: true })) {
    if (header === null) {
      header = row
      at = column === undefined ? null : positionOf(header, column)
      continue
    }
    // A block about the report stands behind its rows, in some modes [K]: fewer columns, after blank lines.
    const width = header.length
    const isRow = row.length === width && row.some((value) => value !== '')
    at ??= isRow && !over ? firstWithIds(row, header, prefix) : null
    const id = isRow ? toId18(row[at ?? 0] ?? '') : null
    if (!isRow || (width === 1 && id === null)) over = true
    else if (over) throw unreadable()
    else if (id?.startsWith(prefix) === true) ids.push(id)
    else if ((row[at ?? 0] ?? '') !== '') throw notAnId(header[at ?? 0] ?? '', prefix)
    if (ids.length < pageIds) continue
    yield ids
    ids = []
  }
  if (header === null) throw unreadable()
  if (ids.length > 0) yield ids
}

async function opened(
  session: Session,
  reportId: string,
  signal: AbortSignal | undefined
): Promise<AsyncIterable<Uint8Array>> {
  const response = await open(session, reportId, signal)
  const pieces = bytesOf(response, signal)
  const first = await pieces.next()
  const start = first.done === true ? '' : Buffer.from(first.value).toString('utf8', 0, 20_000)
  const html = response.headers.get('content-type')?.includes('html') === true
  // A dead session gets the login page, with status 200 [V].
  if (html || /^\s*</.test(start)) {
    await pieces.return()
    throw /verify your identity|high assurance/i.test(start) ? stepUp() : loginPage()
  }
  return (async function* () {
    if (first.done !== true) yield first.value
    yield* pieces
  })()
}

async function open(session: Session, reportId: string, signal: AbortSignal | undefined): Promise<Response> {
  // `xf=csv` stands last: so the address was known to work [V].
  const query = { isdtp: 'p1', export: '1', enc: 'UTF-8', xf: 'csv' }
  try {
    return await session.open({
      method: 'GET',
      path: `/${reportId}`,
      query,
      page: true,
      deadlineMs: 15 * 60_000,
      signal
    })
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
    if (error.status !== undefined && error.status > 300 && error.status < 400) throw loginPage(error)
    if (error.status === 403) throw stepUp(error)
    throw error
  }
}

function positionOf(header: readonly string[], column: string): number {
  const at = header.indexOf(column)
  if (at !== -1) return at
  throw new SalesforceError(
    'invalid',
    `The report has no column "${column}": it has ${header.join(', ').slice(0, 300)}.`
  )
}

function firstWithIds(row: readonly string[], header: readonly string[], prefix: string): number {
  const at = row.findIndex((value) => toId18(value)?.startsWith(prefix) === true)
  if (at !== -1) return at
  throw new SalesforceError(
    'invalid',
    `The report has no column with ids that begin with ${prefix} (it has ${header.join(', ').slice(0, 300)}): add the record's Id to its columns.`
  )
}

const notAnId = (column: string, prefix: string) =>
  new SalesforceError(
    'invalid',
    `The report's column "${column}" holds something that is not an id beginning with ${prefix}.`
  )

const unreadable = () =>
  new SalesforceError(
    'schema',
    "The report's CSV is not one table: grouped reports can't be exported. Make it tabular."
  )

const loginPage = (cause?: unknown) =>
  new SalesforceError(
    'auth',
    "Salesforce gave its login page instead of the report: the session has no web access. Let the app ask for the scope 'web' or 'full' and the user's profile not be API-only, or choose the translation to a query.",
    { cause }
  )

const stepUp = (cause?: unknown) =>
  new SalesforceError(
    'forbidden',
    'Salesforce lets reports be exported only after the user has verified who they are (high assurance), which no program can. Lower the session level that the org asks of reports, or choose the translation to a query.',
    { cause }
  )
