import { uncertainRefusal } from '../errors.ts'
import { noContent, ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import { ingestResult } from './ingest-results.ts'
import type { ResultKind } from './ingest-results.ts'
import { startIngest } from './ingest-run.ts'
import { ended, jobInfo } from './job.ts'
import type { IngestJob } from './job.ts'
import { invalidJob, newJob, styleOf, textOf } from './job-request.ts'
import { invalidJobState } from './jobs.ts'
import { listJobs } from './list-jobs.ts'
import { ownJob } from './own-job.ts'
import { readParts } from './multipart.ts'

/** Characters of CSV that may come along with the job [K]. */
const inlineMax = 100_000
const operations = ['insert', 'update', 'upsert', 'delete', 'hardDelete']

/** Bulk API 2.0 ingest. */
export const ingestRoutes: readonly Route<ApiCall>[] = [
  { method: 'POST', pattern: '/jobs/ingest', handle: create },
  { method: 'GET', pattern: '/jobs/ingest', handle: listJobs },
  { method: 'GET', pattern: '/jobs/ingest/:id', handle: (call) => ok(jobInfo(jobOf(call), true)) },
  { method: 'PUT', pattern: '/jobs/ingest/:id/batches', handle: upload },
  { method: 'PATCH', pattern: '/jobs/ingest/:id', handle: change },
  { method: 'DELETE', pattern: '/jobs/ingest/:id', handle: remove },
  { method: 'GET', pattern: '/jobs/ingest/:id/successfulResults', handle: results('successful') },
  { method: 'GET', pattern: '/jobs/ingest/:id/failedResults', handle: results('failed') },
  { method: 'GET', pattern: '/jobs/ingest/:id/unprocessedrecords', handle: results('unprocessed') }
]

const jobOf = (call: ApiCall): IngestJob => ownJob(call, call.org.bulk.ingest(call.params['id'] ?? ''))

function create(call: ApiCall): Reply {
  const parts = readParts(call.bytes, call.headers['content-type'] ?? '')
  const content = parts?.get('content')
  const given: unknown = parts ? JSON.parse(parts.get('job')?.toString() ?? 'null') : call.json
  if (!isPlainObject(given)) throw invalidJob('The request body must describe a job')
  const { org } = call
  const object = org.schema.object(textOf(given, 'object'))
  const operation = textOf(given, 'operation')
  if (!object) throw uncertainRefusal('bulkObjectUnknown', { object: textOf(given, 'object') })
  if (!operations.includes(operation)) throw invalidJob(`Unsupported operation: ${operation}`)
  if (operation === 'hardDelete' && !org.switches.hardDeletePermission) throw noHardDelete()
  if (content && content.length > inlineMax) throw tooLarge(inlineMax)
  const key = operation === 'upsert' ? textOf(given, 'externalIdFieldName') : null
  const field = key === null ? undefined : object.field(key)
  if (key !== null && !(field?.externalId || field?.idLookup)) {
    throw uncertainRefusal('bulkKeyInvalid', { key })
  }
  const job: IngestJob = {
    ...newJob(call),
    ...styleOf(given),
    kind: 'ingest',
    object: object.name,
    operation,
    state: 'Open',
    externalIdFieldName: field?.name ?? null,
    upload: content ?? null,
    outcomes: []
  }
  org.bulk.add(job)
  if (content) startIngest(org, job)
  return ok(jobInfo(job, false))
}

/** One upload a job; an empty 201 [K]. */
function upload(call: ApiCall): Reply {
  const job = jobOf(call)
  if (job.state !== 'Open') throw invalidJobState(`Invalid job state: ${job.state}. Job must be Open`)
  if (job.upload) {
    throw invalidJobState(
      `Found multiple contents for job: <${job.id.slice(0, 15)}>, please 'Close' / 'Abort' / 'Delete' the current ` +
        "Job then create a new Job and make sure you only do 'PUT' once on a given Job."
    )
  }
  if (call.bytes.length > call.org.switches.bulkUploadMax) throw tooLarge(call.org.switches.bulkUploadMax)
  job.upload = call.bytes
  return { status: 201 }
}

function change(call: ApiCall): Reply {
  const job = jobOf(call)
  const state = isPlainObject(call.json) ? call.json['state'] : undefined
  if (state !== 'UploadComplete' && state !== 'Aborted')
    throw invalidJob(`Unsupported state: ${String(state)}`)
  const verb = state === 'Aborted' ? 'Aborting' : 'Closing'
  if (ended(job.state) || (state === 'UploadComplete' && job.state !== 'Open')) {
    throw invalidJobState(`${verb} already ${job.state} Job not allowed`)
  }
  if (state === 'UploadComplete') startIngest(call.org, job)
  else call.org.bulk.move(job, 'Aborted')
  return ok(jobInfo(job, false))
}

/** Open and running jobs have to be aborted first [K]. */
function remove(call: ApiCall): Reply {
  const job = jobOf(call)
  if (!ended(job.state) && job.state !== 'UploadComplete')
    throw invalidJobState(`Job cannot be deleted in state ${job.state}`)
  call.org.bulk.move(job, 'Aborted')
  call.org.bulk.delete(job)
  return noContent
}

function results(kind: ResultKind): (call: ApiCall) => Reply {
  return (call) => {
    const job = jobOf(call)
    if (!ended(job.state)) throw uncertainRefusal('bulkNotReady', { state: job.state })
    const stream = ingestResult(job, kind, call.org.switches.bulkResultsReversed)
    return { status: 200, stream, headers: { 'Content-Type': 'text/csv' } }
  }
}

const noHardDelete = () => uncertainRefusal('bulkHardDelete')

const tooLarge = (max: number) => uncertainRefusal('bulkUploadTooLarge', { max })
