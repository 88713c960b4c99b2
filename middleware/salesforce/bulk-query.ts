import { networkFault } from '../connectors/network-fault.ts'
import { createJob, endOfJob, setJobState, type WaitOptions } from './bulk-job.ts'
import { splitHeader } from './csv-header.ts'
import { SalesforceError } from './errors.ts'
import type { Session } from './session.ts'

// Pages are asked for one by one with locator and maxRecords: jsforce's own reader loses the end of a result with two
// pages and takes the second page's header for a record (facts 0.4).

/** Rows of a page. Big enough that calls stay few, small enough that repeating one costs seconds. */
export const pageRows = 250_000
/** A page is streamed into the database at the pace of its disk. */
const pageDeadlineMs = 15 * 60_000

/** Begins a query; deleted records come too when `all`. One call. Throws `SalesforceError`, `schema` for a query it refuses. */
export async function beginQuery(
  session: Session,
  soql: string,
  options: { readonly all?: boolean; readonly signal?: AbortSignal | undefined } = {}
): Promise<string> {
  const operation = options.all === true ? 'queryAll' : 'query'
  const { id } = await createJob(session, 'query', { operation, query: soql }, options.signal)
  return id
}

/** Waits for the end of a query; gives the number of rows it found, which the pages must add up to. */
export async function endOfQuery(session: Session, jobId: string, options?: WaitOptions): Promise<number> {
  const { state, numberRecordsProcessed, errorMessage } = await endOfJob(session, 'query', jobId, options)
  if (state === 'JobComplete') return numberRecordsProcessed
  const why = errorMessage ?? `it was ${state.toLowerCase()}`
  throw new SalesforceError('schema', `Salesforce did not carry out the bulk query: ${why}.`, { code: state })
}

export interface BulkPage {
  /** Rows Salesforce says the page has; null when a proxy took the header away. */
  readonly rows: number | null
  /** Where the next page begins; null behind the last. */
  readonly next: string | null
  /** The names of the columns, from the first line of this page: every page brings its own. */
  readonly columns: readonly string[]
  /** CSV without that line, as it arrives. Throws `unavailable` when the connection breaks: then the page is read again. */
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface PageOptions {
  /** Null begins at the first row. */
  readonly locator: string | null
  readonly maxRecords?: number
  readonly signal?: AbortSignal | undefined
}

/** Opens a page of a finished query; one call. Whoever opens it must read `bytes` to the end or stop its iteration. */
export async function openPage(
  session: Session,
  jobId: string,
  { locator, maxRecords = pageRows, signal }: PageOptions
): Promise<BulkPage> {
  const response = await session.open({
    method: 'GET',
    path: `/jobs/query/${jobId}/results`,
    query: { maxRecords: String(maxRecords), ...(locator !== null && { locator }) },
    deadlineMs: pageDeadlineMs,
    signal
  })
  const { names, rest } = await splitHeader(bytesOf(response, signal))
  const told = response.headers.get('sforce-numberofrecords')
  const next = response.headers.get('sforce-locator')
  return {
    rows: told === null ? null : Number(told),
    // The word, not nothing [V].
    next: next === null || next === 'null' ? null : next,
    columns: names,
    bytes: rest
  }
}

/** Clears a query away; a job that can't be cleared goes by itself after 7 days [V], so failures are not told. */
export async function discardQuery(session: Session, jobId: string): Promise<void> {
  const path = `/jobs/query/${jobId}`
  const quietly = (error: unknown) => {
    if (!(error instanceof SalesforceError)) throw error
  }
  // A job that has ended can't be aborted, one that runs can't be deleted: whichever state it is in, one of the two works.
  const remove = () => session.request({ method: 'DELETE', path, deadlineMs: 20_000 })
  try {
    await remove()
  } catch (error) {
    quietly(error)
    await setJobState(session, 'query', jobId, 'Aborted').then(remove).catch(quietly)
  }
}

/** The body of an answer; a connection that breaks in the middle becomes `unavailable`. */
export async function* bytesOf(
  response: Response,
  signal?: AbortSignal
): AsyncGenerator<Uint8Array, void, undefined> {
  if (response.body === null) return
  try {
    yield* response.body
  } catch (cause) {
    signal?.throwIfAborted()
    throw new SalesforceError('unavailable', networkFault(hostOf(response), cause).message, { cause })
  }
}

const hostOf = ({ url }: Response) => (URL.canParse(url) ? new URL(url).host : 'Salesforce')
