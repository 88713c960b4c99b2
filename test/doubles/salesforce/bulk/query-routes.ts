import { ApiError, uncertainRefusal } from '../errors.ts'
import { noContent, ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import type { OrgState } from '../org-state.ts'
import { queryOptions } from '../soql/query-options.ts'
import { runQuery } from '../soql/query.ts'
import { ended, jobInfo } from './job.ts'
import type { QueryJob } from './job.ts'
import { invalidJob, newJob, styleOf, textOf } from './job-request.ts'
import { invalidJobState } from './jobs.ts'
import { listJobs } from './list-jobs.ts'
import { ownJob } from './own-job.ts'
import { resultColumns } from './query-check.ts'
import { resultPage } from './query-results.ts'

/** Rows on a page when the client names no number; Salesforce chooses by itself [K]. */
const defaultPage = 100_000
/** Pages told at once for parallel reading [K]. */
const pagesTold = 5

/** Bulk API 2.0 query. */
export const bulkQueryRoutes: readonly Route<ApiCall>[] = [
  { method: 'POST', pattern: '/jobs/query', handle: create },
  { method: 'GET', pattern: '/jobs/query', handle: listJobs },
  { method: 'GET', pattern: '/jobs/query/:id', handle: (call) => ok(jobInfo(jobOf(call), true)) },
  { method: 'PATCH', pattern: '/jobs/query/:id', handle: abort },
  { method: 'DELETE', pattern: '/jobs/query/:id', handle: remove },
  { method: 'GET', pattern: '/jobs/query/:id/results', handle: results },
  { method: 'GET', pattern: '/jobs/query/:id/resultPages', handle: resultPages }
]

const jobOf = (call: ApiCall): QueryJob => ownJob(call, call.org.bulk.query(call.params['id'] ?? ''))

function create(call: ApiCall): Reply {
  const { org, json } = call
  if (!isPlainObject(json)) throw invalidJob('The request body must describe a job')
  const operation = textOf(json, 'operation')
  const query = textOf(json, 'query')
  if (operation !== 'query' && operation !== 'queryAll')
    throw invalidJob(`Unsupported operation: ${operation}`)
  const { object } = runQuery(query, queryOptions(org, call.session.userId, false)) // or its refusal
  resultColumns(org.schema, query)
  if (!org.bulk.begin('queries', org.switches.bulkQueryMax)) {
    throw uncertainRefusal('bulkQueryQuota')
  }
  const job: QueryJob = {
    ...newJob(call),
    ...styleOf(json),
    kind: 'query',
    object: object.name,
    operation,
    state: 'UploadComplete',
    query,
    result: null
  }
  org.bulk.add(job)
  start(org, job)
  return ok(jobInfo(job, false))
}

function start(org: OrgState, job: QueryJob): void {
  const { bulk, switches } = org
  bulk.later(switches.bulkDelayMs, () => {
    if (job.state !== 'UploadComplete') return
    bulk.move(job, 'InProgress')
    bulk.later(switches.bulkDelayMs, () => {
      if (job.state === 'InProgress') run(org, job)
    })
  })
}

function run(org: OrgState, job: QueryJob): void {
  const started = performance.now()
  try {
    const all = job.operation === 'queryAll'
    job.result = runQuery(job.query, queryOptions(org, job.createdById, all))
    job.processed = job.result.total
    org.bulk.move(job, 'JobComplete')
  } catch (error) {
    job.errorMessage = error instanceof Error ? error.message : String(error) // the schema changed meanwhile
    org.bulk.move(job, 'Failed')
  }
  job.busyMs = Math.ceil(performance.now() - started)
}

function abort(call: ApiCall): Reply {
  const job = jobOf(call)
  if (!isPlainObject(call.json) || call.json['state'] !== 'Aborted') throw invalidJob('Unsupported state')
  if (ended(job.state)) throw invalidJobState(`Aborting already ${job.state} Job not allowed`)
  call.org.bulk.move(job, 'Aborted')
  return ok(jobInfo(job, false))
}

function remove(call: ApiCall): Reply {
  const job = jobOf(call)
  if (!ended(job.state)) throw invalidJobState(`Job cannot be deleted in state ${job.state}`)
  call.org.bulk.delete(job)
  return noContent
}

/** A finished job; asked for by another version than made it: 409 [K]. */
function finished(call: ApiCall) {
  const job = jobOf(call)
  const { result, state, version } = job
  if (version !== call.version) {
    throw uncertainRefusal('bulkVersionMismatch', { version })
  }
  if (!result) throw uncertainRefusal('bulkNotReady', { state })
  return { job, result }
}

function pageSize({ org, query }: ApiCall): number {
  const asked = query.get('maxRecords')
  if (asked !== null && !/^[1-9]\d*$/.test(asked)) {
    throw uncertainRefusal('bulkPageSizeInvalid', { asked })
  }
  return Math.min(Number(asked ?? defaultPage), org.switches.bulkPageSize ?? Infinity)
}

function results(call: ApiCall): Reply {
  const { job, result } = finished(call)
  const size = pageSize(call)
  const from = offsetOf(call.query.get('locator'), result.total)
  const to = Math.min(from + size, result.total)
  const page = { from, to, version: job.version }
  return {
    status: 200,
    stream: resultPage(result, resultColumns(call.org.schema, job.query), job, page),
    headers: {
      'Content-Type': 'text/csv',
      'Sforce-NumberOfRecords': String(to - from),
      'Sforce-Locator': to < result.total ? locatorOf(to) : 'null' // the word, not nothing [K]
    }
  }
}

/** Where up to five pages can be read at the same time. */
function resultPages(call: ApiCall): Reply {
  const { job, result } = finished(call)
  const base = `/services/data/v${job.version}/jobs/query/${job.id}`
  const from = offsetOf(call.query.get('locator'), result.total)
  const size = pageSize(call)
  const starts: number[] = []
  for (let at = from; (at < result.total || at === 0) && starts.length < pagesTold; at += size)
    starts.push(at)
  const next = from + starts.length * size
  const done = next >= result.total
  return ok({
    resultPages: starts.map((at) => ({
      resultUrl: `${base}/results?locator=${locatorOf(at)}&maxRecords=${size}`
    })),
    nextRecordsUrl: done ? null : `${base}/resultPages?locator=${locatorOf(next)}&maxRecords=${size}`,
    done
  })
}

/** Salesforce's look like this: `MTAwMDA` for the 10,000th record [K]. */
const locatorOf = (offset: number) => Buffer.from(String(offset)).toString('base64url')

function offsetOf(locator: string | null, total: number): number {
  if (locator === null) return 0
  const text = Buffer.from(locator, 'base64url').toString()
  if (/^\d+$/.test(text) && (Number(text) < total || text === '0')) return Number(text)
  throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
}
