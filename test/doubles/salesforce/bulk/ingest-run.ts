import { setImmediate as turn } from 'node:timers/promises'
import type { Body } from '../records/prepare.ts'
import { commit } from '../org-state.ts'
import type { OrgState } from '../org-state.ts'
import { bodyOf, columnsOf, HeaderError } from './columns.ts'
import type { Column } from './columns.ts'
import { csvRows, textOf } from './csv-read.ts'
import type { CsvRow } from './csv-read.ts'
import { delimiters } from './csv-write.ts'
import type { IngestJob } from './job.ts'
import { rowsAtOnce, writeRows } from './row-write.ts'
import { wordsOf } from '../uncertain.ts'

/** Takes a job from `UploadComplete` to its end: each state is seen for at least `bulkDelayMs`. */
export function startIngest(org: OrgState, job: IngestJob): void {
  const { bulk, switches } = org
  bulk.move(job, 'UploadComplete')
  bulk.later(switches.bulkDelayMs, () => {
    if (job.state !== 'UploadComplete') return
    bulk.move(job, 'InProgress')
    bulk.later(switches.bulkDelayMs, () => void run(org, job))
  })
}

async function run(org: OrgState, job: IngestJob): Promise<void> {
  const started = performance.now()
  try {
    await processRows(org, job)
    job.processed = job.outcomes.length
    if (job.state === 'InProgress') org.bulk.move(job, 'JobComplete')
  } catch (error) {
    if (!(error instanceof HeaderError)) console.error('practice org:', error)
    job.errorMessage = `InvalidBatch : ${error instanceof Error ? error.message : ''}`
    if (error instanceof QuotaError) job.errorMessage = `ExceededQuota : ${error.message}`
    if (error instanceof LineEndingError) job.errorMessage = `ClientInputError : ${error.message}`
    org.bulk.move(job, 'Failed')
  }
  job.processed = job.outcomes.length
  job.busyMs = Math.ceil(performance.now() - started)
}

/** 200 rows at a time, other requests in between. */
async function processRows(org: OrgState, job: IngestJob): Promise<void> {
  const object = org.schema.object(job.object)
  if (!object) throw new HeaderError(`object not found : ${job.object}`)
  const table = org.database.table(object)
  let columns: Column[] | null = null
  let rows: Body[] = []
  const save = async () => {
    const outcomes = commit(org, job.createdById, (writer) => writeRows(writer, table, job, rows))
    for (const outcome of outcomes) job.outcomes.push(outcome)
    if (job.outcomes.length % batchRows === 0) job.processed = job.outcomes.length
    job.failed += outcomes.reduce((count, { error }) => count + (error === null ? 0 : 1), 0)
    rows = []
    await turn()
  }
  for (const row of uploadedRows(job)) {
    if (row.ending !== null && row.ending !== job.lineEnding) throw new LineEndingError(job)
    checkSizes(row.values, org.switches.bulkFieldMax)
    if (!columns) {
      columns = columnsOf(org.schema, object, row.values)
      continue
    }
    if (row.values.length > columns.length) throw new HeaderError(wordsOf('csvRowTooLong'))
    if (rows.length === 0 && job.outcomes.length % batchRows === 0) beginBatch(org)
    rows.push(bodyOf(columns, row.values))
    if (rows.length < rowsAtOnce) continue
    await save()
    if (job.state !== 'InProgress') return // aborted meanwhile
  }
  if (!columns) throw new HeaderError(wordsOf('csvHeaderUnreadable'))
  if (rows.length > 0) await save()
}

/** Fields a record may have, and characters [V]. */
const mostFields = 5_000
const mostCharacters = 400_000

function checkSizes(values: readonly string[], mostOfField: number): void {
  if (values.length > mostFields) throw new HeaderError(wordsOf('csvTooManyFields', { most: mostFields }))
  let characters = 0
  for (const { length } of values) {
    if (length > mostOfField) throw new HeaderError(wordsOf('csvFieldTooLong', { most: mostOfField }))
    characters += length
  }
  if (characters > mostCharacters)
    throw new HeaderError(wordsOf('csvRecordTooLong', { most: mostCharacters }))
}

/** Rows that Salesforce takes as one batch: progress is told, and quota used, batch by batch [V]. */
const batchRows = 10_000

function beginBatch({ bulk, switches }: OrgState): void {
  if (!bulk.begin('batches', switches.bulkBatchMax)) throw new QuotaError()
}

export function uploadedRows(job: IngestJob): Generator<CsvRow> {
  return csvRows(textOf(job.upload ?? Buffer.alloc(0)), delimiters[job.columnDelimiter] ?? ',')
}

class QuotaError extends HeaderError {
  constructor() {
    super(wordsOf('batchQuota'))
  }
}

class LineEndingError extends HeaderError {
  constructor({ lineEnding }: IngestJob) {
    super(wordsOf('lineEndingWrong', { lineEnding }))
  }
}
