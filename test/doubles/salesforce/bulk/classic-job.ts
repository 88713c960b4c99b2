import { restDateTime } from '../store/wire.ts'
import type { Outcome } from './job.ts'

export type ContentType = 'CSV' | 'JSON' | 'XML'
export type BatchState = 'Queued' | 'InProgress' | 'Completed' | 'Failed' | 'NotProcessed'

/** A batch of a Bulk API 1.0 job. Times in milliseconds. */
export interface Batch {
  readonly id: string
  readonly createdAt: number
  /** As it was sent: records, or a query. */
  readonly request: Buffer
  changedAt: number
  state: BatchState
  stateMessage: string | null
  readonly outcomes: Outcome[]
  processed: number
  busyMs: number
  /** A query's result: its id and its text. */
  result: { readonly id: string; readonly pieces: () => Iterable<string> } | null
}

export interface ClassicJob {
  readonly id: string
  readonly object: string
  readonly operation: string
  readonly externalIdFieldName: string | null
  readonly concurrencyMode: string
  readonly contentType: ContentType
  readonly version: string
  readonly createdById: string
  readonly createdAt: number
  changedAt: number
  state: 'Open' | 'Closed' | 'Aborted'
  readonly batches: Map<string, Batch>
}

export type Info = Readonly<Record<string, string | number>>

/** Times end in Z here, unlike in Bulk API 2.0 [K]. */
const time = (ms: number) => restDateTime(ms).replace('+0000', 'Z')

const failedRows = ({ outcomes }: Batch) => outcomes.filter(({ error }) => error !== null).length

export function batchInfo(job: ClassicJob, batch: Batch): Info {
  return {
    id: batch.id,
    jobId: job.id,
    state: batch.state,
    ...(batch.stateMessage !== null && { stateMessage: batch.stateMessage }),
    createdDate: time(batch.createdAt),
    systemModstamp: time(batch.changedAt),
    numberRecordsProcessed: batch.processed,
    numberRecordsFailed: failedRows(batch),
    totalProcessingTime: batch.busyMs,
    apiActiveProcessingTime: batch.busyMs,
    apexProcessingTime: 0
  }
}

export function classicJobInfo(job: ClassicJob): Info {
  const batches = [...job.batches.values()]
  const inState = (state: BatchState) => batches.filter((batch) => batch.state === state).length
  const sum = (of: (batch: Batch) => number) => batches.reduce((total, batch) => total + of(batch), 0)
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: time(job.createdAt),
    systemModstamp: time(job.changedAt),
    state: job.state,
    ...(job.externalIdFieldName !== null && { externalIdFieldName: job.externalIdFieldName }),
    concurrencyMode: job.concurrencyMode,
    contentType: job.contentType,
    numberBatchesQueued: inState('Queued'),
    numberBatchesInProgress: inState('InProgress'),
    numberBatchesCompleted: inState('Completed'),
    numberBatchesFailed: inState('Failed'),
    numberBatchesTotal: batches.length,
    numberRecordsProcessed: sum(({ processed }) => processed),
    numberRetries: 0,
    apiVersion: job.version,
    numberRecordsFailed: sum(failedRows),
    totalProcessingTime: sum(({ busyMs }) => busyMs),
    apiActiveProcessingTime: sum(({ busyMs }) => busyMs),
    apexProcessingTime: 0
  }
}
