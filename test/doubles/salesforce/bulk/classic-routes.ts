import { seenBy } from '../access/seen-by.ts'
import type { Call, Reply, Route } from '../http/call.ts'
import { ApiError } from '../errors.ts'
import { toId } from '../ids.ts'
import { isPlainObject } from '../json.ts'
import { enter } from '../login/enter.ts'
import { isServed } from '../rest/versions.ts'
import { readXml, escapeXml, child } from '../soap/envelope.ts'
import { ClassicError, classicRefusal, namespace } from './classic-error.ts'
import { batchInfo, classicJobInfo } from './classic-job.ts'
import type { Batch, ClassicJob, ContentType, Info } from './classic-job.ts'
import { batchResult } from './classic-results.ts'
import { maySee } from './own-job.ts'
import { move, startBatch } from './classic-run.ts'

const base = '/services/async/:version/job'
const operations = ['insert', 'update', 'upsert', 'delete', 'hardDelete', 'query', 'queryAll']
/** Bytes of a batch [K]. */
const requestMax = 10_000_000

/** Bulk API 1.0, as far as clients in common use speak it: no zipped batches, no PK chunking. */
export const classicRoutes: readonly Route<Call>[] = [
  { method: 'POST', pattern: base, handle: guarded(create) },
  { method: 'GET', pattern: `${base}/:id`, handle: guarded((call) => told(call, 'jobInfo', classicJobInfo(jobOf(call)))) },
  { method: 'POST', pattern: `${base}/:id`, handle: guarded(change) },
  { method: 'POST', pattern: `${base}/:id/batch`, handle: guarded(addBatch) },
  { method: 'GET', pattern: `${base}/:id/batch`, handle: guarded(listBatches) },
  { method: 'GET', pattern: `${base}/:id/batch/:batch`, handle: guarded((call) => told(call, 'batchInfo', batchInfo(jobOf(call), batchOf(call)))) },
  { method: 'GET', pattern: `${base}/:id/batch/:batch/request`, handle: guarded((call) => ({ status: 200, text: batchOf(call).request.toString() })) },
  { method: 'GET', pattern: `${base}/:id/batch/:batch/result`, handle: guarded(results) },
  { method: 'GET', pattern: `${base}/:id/batch/:batch/result/:result`, handle: guarded(queryResult) }
] // prettier-ignore

/** Answers JSON where the client speaks it: by what it sends, or by the job's content where it sends nothing [K]. */
function speaksJson({ org, headers, params }: Call): boolean {
  const type = `${headers['content-type'] ?? ''} ${headers.accept ?? ''}`
  if (/json/i.test(type)) return true
  const job = org.bulk.classic.get(toId(params['id']) ?? '')
  return !/xml|csv/i.test(type) && job?.contentType === 'JSON'
}

interface ClassicCall extends Call {
  readonly userId: string
}

function guarded(handle: (call: ClassicCall) => Reply): (call: Call) => Reply {
  return (call) => {
    try {
      checkVersion(call)
      const userId = userOf(call)
      return handle({ ...call, userId, org: seenBy(call.org, userId) })
    } catch (error) {
      if (error instanceof ClassicError) return error.reply(speaksJson(call))
      throw error
    }
  }
}

/** Retired versions are refused with this code [V]. */
function checkVersion({ org, params }: Call): void {
  if (isServed(Number(params['version']), org.switches)) return
  throw classicRefusal('classicVersion', { version: params['version'] ?? '' })
}

/** The session comes in a header of its own [K]. */
function userOf({ org, headers }: Call): string {
  try {
    return enter(org, String(headers['x-sfdc-session'] ?? '')).userId
  } catch (error) {
    throw error instanceof ApiError ? refusedAtDoor(error) : error
  }
}

function refusedAtDoor({ code, message }: ApiError): ClassicError {
  if (code === 'INVALID_SESSION_ID') return new ClassicError('InvalidSessionId', 'Unable to find session id')
  return classicRefusal(code === 'REQUEST_LIMIT_EXCEEDED' ? 'classicLimit' : 'classicApiOff', { message })
}

function told(call: Call, name: string, info: Info, status = 200): Reply {
  if (speaksJson(call)) return { status, json: info }
  const text = `<?xml version="1.0" encoding="UTF-8"?>${element(name, info, ` xmlns="${namespace}"`)}`
  return { status, text, headers: { 'Content-Type': 'application/xml' } }
}

function element(name: string, info: Info, attributes = ''): string {
  const members = Object.entries(info).map(([key, value]) => `<${key}>${escapeXml(String(value))}</${key}>`)
  return `<${name}${attributes}>${members.join('')}</${name}>`
}

function jobOf({ org, params, userId }: ClassicCall): ClassicJob {
  const job = org.bulk.classic.get(toId(params['id']) ?? '')
  if (job && !maySee(org, userId, job)) {
    throw classicRefusal('othersClassicJob', { id: params['id'] ?? '' })
  }
  if (!job) throw new ClassicError('InvalidJob', `Unable to find object ${params['id'] ?? ''}`)
  return job
}

function batchOf(call: ClassicCall): Batch {
  const batch = jobOf(call).batches.get(toId(call.params['batch']) ?? '')
  if (!batch) throw new ClassicError('InvalidBatch', `Unable to find batch ${call.params['batch'] ?? ''}`)
  return batch
}

/** The members of a job request, in XML or JSON. */
function asked(call: Call): (name: string) => string | null {
  try {
    if (speaksJson(call)) {
      const body: unknown = JSON.parse(call.body)
      return (name) => {
        const value = isPlainObject(body) ? body[name] : null
        // An enumeration may come by its place: simple-salesforce names the concurrency mode 0 or 1.
        return typeof value === 'string' || typeof value === 'number' ? String(value) : null
      }
    }
    const root = readXml(call.body)
    return (name) => child(root, name)?.text.trim() ?? null
  } catch {
    throw new ClassicError('InvalidJob', 'Unable to parse Job')
  }
}

function create(call: ClassicCall): Reply {
  const { org } = call
  const ask = asked(call)
  const object = org.schema.object(ask('object') ?? '')
  const operation = ask('operation') ?? ''
  const contentType = ask('contentType') ?? 'XML'
  if (!object) throw classicRefusal('classicObjectUnknown', { object: ask('object') ?? '' })
  if (!operations.includes(operation)) throw new ClassicError('InvalidJob', `Invalid operation: ${operation}`)
  if (!isContentType(contentType)) throw new ClassicError('InvalidJob', `Invalid contentType: ${contentType}`)
  if (operation === 'hardDelete' && !org.switches.hardDeletePermission) {
    const reason = 'hardDelete operation requires special user profile permission'
    throw new ClassicError('FeatureNotEnabled', `${reason}, please contact your system administrator`)
  }
  const key = operation === 'upsert' ? ask('externalIdFieldName') : null
  if (operation === 'upsert' && key === null) throw new ClassicError('InvalidJob', 'External ID was blank')
  const now = org.clock.stamp()
  const job: ClassicJob = {
    id: org.ids.next('750'),
    object: object.name,
    operation,
    externalIdFieldName: key === null ? null : (object.field(key)?.name ?? key),
    concurrencyMode: /^(1|serial)$/i.test(ask('concurrencyMode') ?? '') ? 'Serial' : 'Parallel',
    contentType,
    version: call.params['version'] ?? '',
    createdById: call.userId,
    createdAt: now,
    changedAt: now,
    state: 'Open',
    batches: new Map()
  }
  org.bulk.classic.set(job.id, job)
  return told(call, 'jobInfo', classicJobInfo(job), 201)
}

const isContentType = (type: string): type is ContentType => ['CSV', 'JSON', 'XML'].includes(type)

function change(call: ClassicCall): Reply {
  const job = jobOf(call)
  const state = asked(call)('state')
  if (state !== 'Closed' && state !== 'Aborted')
    throw new ClassicError('InvalidJob', `Invalid state: ${state ?? ''}`)
  if (job.state !== 'Open' && state !== job.state) {
    const verb = state === 'Closed' ? 'Closing' : 'Aborting'
    throw new ClassicError('InvalidJobState', `${verb} already ${job.state} Job not allowed`)
  }
  job.state = state
  job.changedAt = call.org.clock.stamp()
  for (const batch of state === 'Aborted' ? job.batches.values() : []) {
    if (batch.state === 'Queued' || batch.state === 'InProgress') move(call.org, batch, 'NotProcessed')
  }
  return told(call, 'jobInfo', classicJobInfo(job))
}

function addBatch(call: ClassicCall): Reply {
  const job = jobOf(call)
  if (job.state !== 'Open') {
    throw new ClassicError(
      'InvalidJobState',
      `Job state is ${job.state}; batches can only be added to an open job`
    )
  }
  if (call.bytes.length > requestMax)
    throw new ClassicError('ExceededQuota', 'The batch is larger than 10 MB')
  const { bulk, switches } = call.org
  if (!bulk.begin('batches', switches.bulkBatchMax)) {
    throw classicRefusal('batchQuota')
  }
  const now = call.org.clock.stamp()
  const batch: Batch = {
    id: call.org.ids.next('751'),
    createdAt: now,
    changedAt: now,
    request: call.bytes,
    state: 'Queued',
    stateMessage: null,
    outcomes: [],
    processed: 0,
    busyMs: 0,
    result: null
  }
  job.batches.set(batch.id, batch)
  startBatch(call.org, job, batch)
  return told(call, 'batchInfo', batchInfo(job, batch), 201)
}

function listBatches(call: ClassicCall): Reply {
  const job = jobOf(call)
  const infos = [...job.batches.values()].map((batch) => batchInfo(job, batch))
  if (speaksJson(call)) return { status: 200, json: { batchInfo: infos } }
  const text = `<?xml version="1.0" encoding="UTF-8"?><batchInfoList xmlns="${namespace}">${infos.map((info) => element('batchInfo', info)).join('')}</batchInfoList>`
  return { status: 200, text, headers: { 'Content-Type': 'application/xml' } }
}

function results(call: ClassicCall): Reply {
  const job = jobOf(call)
  const batch = batchOf(call)
  if (batch.state !== 'Completed' && batch.outcomes.length === 0) {
    throw new ClassicError('InvalidBatch', `Batch not completed`)
  }
  if (!batch.result) return batchResult(batch, job.contentType)
  if (job.contentType === 'JSON') return { status: 200, json: [batch.result.id] }
  const text = `<result-list xmlns="${namespace}"><result>${batch.result.id}</result></result-list>`
  return { status: 200, text, headers: { 'Content-Type': 'application/xml' } }
}

function queryResult(call: ClassicCall): Reply {
  const { result } = batchOf(call)
  if (!result || result.id !== toId(call.params['result'])) {
    throw new ClassicError('InvalidBatch', `Unable to find result ${call.params['result'] ?? ''}`)
  }
  const types = { CSV: 'text/csv', JSON: 'application/json', XML: 'application/xml' }
  return { status: 200, stream: result.pieces(), headers: { 'Content-Type': types[jobOf(call).contentType] } }
}
