import type { QueryResult } from '../soql/query.ts'
import { field } from '../schema/field.ts'
import { restDateTime, toJson } from '../store/wire.ts'
import type { CsvStyle } from './csv-write.ts'

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed'

export const ended = (state: JobState): boolean =>
  state === 'JobComplete' || state === 'Aborted' || state === 'Failed'

/** What became of one uploaded row. `error` is `CODE:message:FIELDS --`. */
export interface Outcome {
  readonly id: string
  readonly created: boolean
  readonly error: string | null
}

/** A job of either kind. Times in milliseconds. */
interface JobBase extends CsvStyle {
  readonly id: string
  readonly object: string
  readonly operation: string
  readonly createdById: string
  readonly createdAt: number
  /** `62.0` */
  readonly version: string
  state: JobState
  changedAt: number
  errorMessage: string | null
  processed: number
  failed: number
  busyMs: number
}

export interface IngestJob extends JobBase {
  readonly kind: 'ingest'
  readonly externalIdFieldName: string | null
  upload: Buffer | null
  /** By row of the upload; shorter than it while rows wait. */
  readonly outcomes: Outcome[]
}

export interface QueryJob extends JobBase {
  readonly kind: 'query'
  readonly query: string
  /** Matching records, not their text: pages are written when they are asked for. */
  result: QueryResult | null
}

export type Job = IngestJob | QueryJob

const versionField = field('apiVersion', 'API version', 'double')

/** What every answer about a job has; `details` adds what only a status tells. */
export function jobInfo(job: Job, details: boolean): object {
  const ingest = job.kind === 'ingest' && {
    ...(job.externalIdFieldName !== null && { externalIdFieldName: job.externalIdFieldName }),
    ...(job.state === 'Open' && {
      contentUrl: `services/data/v${job.version}/jobs/ingest/${job.id}/batches`
    })
  }
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: restDateTime(job.createdAt),
    systemModstamp: restDateTime(job.changedAt),
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: toJson(versionField, Number(job.version)),
    ...ingest,
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
    ...(details && detailsOf(job))
  }
}

function detailsOf(job: Job): object {
  const ingest = job.kind === 'ingest' && {
    numberRecordsFailed: job.failed,
    apiActiveProcessingTime: job.busyMs,
    apexProcessingTime: 0
  }
  return {
    jobType: job.kind === 'ingest' ? 'V2Ingest' : 'V2Query',
    retries: 0,
    totalProcessingTime: job.busyMs,
    numberRecordsProcessed: job.processed,
    ...ingest,
    ...(job.errorMessage !== null && { errorMessage: job.errorMessage })
  }
}
