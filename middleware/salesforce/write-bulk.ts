import type { Value } from '../connectors/connector.ts'
import { createJob, endOfJob, setJobState, type BulkJob, type WaitOptions } from './bulk-job.ts'
import { bytesOf } from './bulk-query.ts'
import { csvRows } from './csv-rows.ts'
import { SalesforceError } from './errors.ts'
import { toId18 } from './ids.ts'
import type { Session } from './session.ts'
import { fieldPath } from './soql.ts'
import {
  refused,
  rowRefusal,
  type NumberedRow,
  type Tell,
  type WriteOutcome,
  type WriteRequest
} from './write-outcome.ts'

export interface BulkWriteOptions extends WaitOptions {
  /** Bytes of one upload: 150 MB is the limit after Salesforce has encoded it, so 100 MB is advised [V]. */
  readonly jobBytes?: number
  /**
   * Told of a job when its rows are uploaded and nothing is written yet; waited for. Whoever stores the id can ask for the
   * results after a crash (`resultsOfJob`), for 7 days.
   */
  readonly onJob?: (jobId: string, rows: readonly NumberedRow[]) => Promise<void>
}

const operations = { create: 'insert', update: 'update', upsert: 'upsert', delete: 'delete' } as const
/** Blanks a field; an empty value leaves it as it is [V]. */
const BLANK = '#N/A'

/** Writes rows by Bulk API 2.0: about seven calls a job, however many rows. */
export async function writeByBulk(
  session: Session,
  request: WriteRequest,
  rows: readonly NumberedRow[],
  options: BulkWriteOptions,
  tell: Tell
): Promise<void> {
  const columns = columnsOf(request, rows)
  for (const { from, to, file } of filesOf(columns, rows, options.jobBytes ?? 90 * 1024 * 1024)) {
    const part = rows.slice(from, to)
    let started = false
    try {
      const jobId = await upload(session, request, file, options.signal)
      await options.onJob?.(jobId, part)
      started = true
      await setJobState(session, 'ingest', jobId, 'UploadComplete', options.signal)
      const job = await ended(session, jobId, options)
      await tellResults(session, request, part, job, tell, options.signal)
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error
      // Once the job is on its way only its results could tell, and they did not come.
      for (const { index } of part) tell(index, refused(error, started))
      for (const { index } of rows.slice(to)) tell(index, refused(error))
      return
    }
  }
}

/**
 * What became of the rows of a job that ran while nobody watched, in the order of `rows`; waits for its end. `rows` must be
 * those that were uploaded. Throws `SalesforceError`, `not-found` when the job is gone.
 */
export async function resultsOfJob(
  session: Session,
  request: Omit<WriteRequest, 'rows'>,
  jobId: string,
  rows: readonly NumberedRow[],
  options: WaitOptions = {}
): Promise<WriteOutcome[]> {
  const outcomes = new Map<number, WriteOutcome>()
  const job = await ended(session, jobId, options)
  const tell: Tell = (index, outcome) => void outcomes.set(index, outcome)
  await tellResults(session, { ...request, rows: [] } as WriteRequest, rows, job, tell, options.signal)
  return rows.map(({ index }) => outcomes.get(index) ?? lost())
}

async function upload(session: Session, request: WriteRequest, file: Blob, signal: AbortSignal | undefined) {
  const { object } = request
  const operation = operations[request.operation]
  const key = request.operation === 'upsert' ? { externalIdFieldName: request.externalId } : {}
  const { id } = await createJob(session, 'ingest', { object, operation, ...key }, signal)
  const path = `/jobs/ingest/${id}/batches`
  await session.request({
    method: 'PUT',
    path,
    body: file,
    contentType: 'text/csv; charset=UTF-8',
    deadlineMs: 30 * 60_000,
    signal
  })
  return id
}

/** The end of a job; one that takes too long is stopped first, so that its results are final. */
async function ended(session: Session, jobId: string, options: WaitOptions): Promise<BulkJob> {
  try {
    return await endOfJob(session, 'ingest', jobId, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    if (!(error instanceof SalesforceError) || error.kind !== 'unavailable') throw error
    await setJobState(session, 'ingest', jobId, 'Aborted', options.signal)
    return endOfJob(session, 'ingest', jobId, { ...options, deadlineMs: 60_000 })
  }
}

/** Result files do not keep the order of the upload [K] but repeat its columns, so each line is found by what it says. */
async function tellResults(
  session: Session,
  request: WriteRequest,
  rows: readonly NumberedRow[],
  job: BulkJob,
  tell: Tell,
  signal: AbortSignal | undefined
): Promise<void> {
  const columns = columnsOf(request, rows)
  const key = keyColumn(request, rows)
  const named = key === null ? columns : [key]
  const waiting = new Map<string, number[]>()
  for (const { index, row } of rows) {
    const id = identity(named.map((name) => toCsv(row[name])))
    waiting.set(id, [...(waiting.get(id) ?? []), index])
  }
  let left = rows.length
  const settle = async (file: string, outcomeOf: (line: Line) => WriteOutcome) => {
    const found = await again(async () => {
      const outcomes: (readonly [string, WriteOutcome])[] = []
      for await (const line of linesOf(session, `/jobs/ingest/${job.id}/${file}`, signal))
        outcomes.push([identity(named.map((name) => line.get(name) ?? '')), outcomeOf(line)])
      return outcomes
    })
    for (const [id, outcome] of found) {
      // Rows that are alike in every column may take each other's result: nothing tells them apart, nothing needs to.
      const index = waiting.get(id)?.shift()
      if (index === undefined) continue
      left--
      tell(index, outcome)
    }
  }
  if (job.numberRecordsProcessed > job.numberRecordsFailed) await settle('successfulResults', successOf)
  if (job.numberRecordsFailed > 0) await settle('failedResults', failureOf)
  if (left === 0) return
  const why = job.errorMessage ?? `bulk job ${job.id} ended as ${job.state} before it came to the record`
  const broken = new SalesforceError(
    job.state === 'Failed' ? 'schema' : 'unavailable',
    `Salesforce did not write the record: ${why}.`,
    { code: job.state }
  )
  await settle('unprocessedrecords', () => refused(broken))
  for (const index of [...waiting.values()].flat()) tell(index, lost())
}

/** Results can be read as often as one likes, so a connection that breaks is no reason to be left without them. */
async function again<T>(read: () => Promise<T>, tries = 4): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (tries <= 1 || !(error instanceof SalesforceError) || error.kind !== 'unavailable') throw error
    return again(read, tries - 1)
  }
}

const lost = () =>
  refused(new SalesforceError('schema', 'The results of the bulk job do not mention the record.'), true)

type Line = ReadonlyMap<string, string>

function successOf(line: Line): WriteOutcome {
  const id = toId18(line.get('sf__Id') ?? '')
  return id === null ? lost() : { ok: true, id, created: line.get('sf__Created') === 'true' }
}

/** `CODE:message:FIELD,FIELD --` [V]. */
function failureOf(line: Line): WriteOutcome {
  const text = line.get('sf__Error') ?? ''
  const [, code = 'UNKNOWN_EXCEPTION', message = text, fields = ''] =
    /^([A-Z_]+):([\s\S]*):([^:]*?)\s*--$/.exec(text) ?? []
  return refused(rowRefusal(code, message, fields.split(',').filter(Boolean)))
}

async function* linesOf(
  session: Session,
  path: string,
  signal: AbortSignal | undefined
): AsyncGenerator<Line> {
  const response = await session.open({ method: 'GET', path, deadlineMs: 15 * 60_000, signal })
  let names: readonly string[] = []
  for await (const values of csvRows(bytesOf(response, signal))) {
    const header = names
    if (header.length === 0) names = values
    else yield new Map(values.map((value, at) => [header[at] ?? '', value]))
  }
}

/** The column whose values tell rows apart; null where only whole rows do (records to be created). */
function keyColumn(request: WriteRequest, rows: readonly NumberedRow[]): string | null {
  if (request.operation === 'create') return null
  const name = request.operation === 'upsert' ? request.externalId : 'Id'
  return new Set(rows.map(({ row }) => toCsv(row[name]))).size === rows.length ? name : null
}

function columnsOf({ operation }: WriteRequest, rows: readonly NumberedRow[]): string[] {
  if (operation === 'delete') return ['Id']
  const names = new Set<string>()
  for (const { row } of rows) for (const name of Object.keys(row)) names.add(name)
  return [...names].map(fieldPath)
}

/** Line ends come back as one or the other, so they do not tell rows apart. */
const identity = (values: readonly string[]) => values.join('\u0000').replaceAll('\r\n', '\n')

/** Files of at most `most` bytes with the rows `from` up to `to`; each is made when it is asked for. */
function* filesOf(columns: readonly string[], rows: readonly NumberedRow[], most: number) {
  const header = `${columns.map(quote).join(',')}\n`
  let pieces: Buffer[] = []
  let size = 0
  let from = 0
  for (const [at, { row }] of rows.entries()) {
    const line = Buffer.from(`${columns.map((name) => quote(toCsv(row[name]))).join(',')}\n`)
    if (size > 0 && size + line.length > most) {
      yield { from, to: at, file: new Blob([header, ...pieces]) }
      pieces = []
      size = 0
      from = at
    }
    pieces.push(line)
    size += line.length
  }
  if (size > 0) yield { from, to: rows.length, file: new Blob([header, ...pieces]) }
}

const quote = (text: string) => (text === '' ? '' : `"${text.replaceAll('"', '""')}"`)

function toCsv(value: Value | undefined): string {
  if (value === undefined) return ''
  const text = Array.isArray(value) ? value.join(';') : String(value ?? '')
  return text === '' ? BLANK : text
}
