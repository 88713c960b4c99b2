import { setImmediate as turn } from 'node:timers/promises'
import { commit } from '../org-state.ts'
import type { OrgState } from '../org-state.ts'
import { queryOptions } from '../soql/query-options.ts'
import { runQuery } from '../soql/query.ts'
import { batchRecords } from './classic-records.ts'
import type { Batch, BatchState, ClassicJob } from './classic-job.ts'
import { jsonPieces, xmlPieces } from './classic-query-text.ts'
import { HeaderError } from './columns.ts'
import { resultColumns } from './query-check.ts'
import { resultPage } from './query-results.ts'
import { rowsAtOnce, writeRows } from './row-write.ts'
import { wordsOf } from '../uncertain.ts'

/** Records a batch may have [K]. */
const batchMax = 10_000

/** Takes a batch from `Queued` to its end; a job aborted meanwhile leaves it `NotProcessed`. */
export function startBatch(org: OrgState, job: ClassicJob, batch: Batch): void {
  const { bulk, switches } = org
  bulk.later(switches.bulkDelayMs, () => {
    if (batch.state !== 'Queued') return
    move(org, batch, 'InProgress')
    bulk.later(switches.bulkDelayMs, () => void run(org, job, batch))
  })
}

export function move({ clock }: OrgState, batch: Batch, state: BatchState): void {
  batch.state = state
  batch.changedAt = clock.stamp()
}

async function run(org: OrgState, job: ClassicJob, batch: Batch): Promise<void> {
  const started = performance.now()
  try {
    if (job.operation.startsWith('query')) runQueryBatch(org, job, batch)
    else await saveBatch(org, job, batch)
    if (batch.state === 'InProgress') move(org, batch, 'Completed')
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    batch.stateMessage = `${error instanceof HeaderError ? 'InvalidBatch' : 'InvalidBatch : Failed to process query'} : ${message}`
    move(org, batch, 'Failed')
  }
  batch.busyMs = Math.ceil(performance.now() - started)
}

async function saveBatch(org: OrgState, job: ClassicJob, batch: Batch): Promise<void> {
  const table = org.database.tableNamed(job.object)
  const records = batchRecords(org.schema, table.schema, job.contentType, batch.request)
  if (records.length > batchMax) throw new HeaderError(wordsOf('batchTooLarge', { most: batchMax }))
  for (let from = 0; from < records.length && batch.state === 'InProgress'; from += rowsAtOnce) {
    const rows = records.slice(from, from + rowsAtOnce)
    const outcomes = commit(org, job.createdById, (writer) => writeRows(writer, table, job, rows))
    batch.outcomes.push(...outcomes)
    batch.processed += rows.length
    await turn()
  }
}

function runQueryBatch(org: OrgState, job: ClassicJob, batch: Batch): void {
  const text = batch.request.toString().trim()
  const columns = resultColumns(org.schema, text)
  const all = job.operation === 'queryAll'
  const result = runQuery(text, queryOptions(org, job.createdById, all))
  const page = { from: 0, to: result.total, version: job.version }
  const style = { columnDelimiter: 'COMMA', lineEnding: 'LF' }
  const pieces = {
    CSV: () => resultPage(result, columns, style, page),
    JSON: () => jsonPieces(result, page),
    XML: () => xmlPieces(result, columns, page)
  }
  batch.processed = result.total
  batch.result = { id: org.ids.next('752'), pieces: pieces[job.contentType] }
}
