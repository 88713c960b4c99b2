import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import { parsed } from './query.ts'
import type { Session } from './session.ts'

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which the job is given up. Salesforce itself ends jobs after a day or so [K]. */
  readonly deadlineMs?: number
  /** Milliseconds before the first look; each later wait is twice as long, up to half a minute. */
  readonly firstWaitMs?: number
}

const longestWaitMs = 30_000

const info = z.object({
  id: z.string(),
  state: z.enum(['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Aborted', 'Failed']),
  numberRecordsProcessed: z.number().default(0),
  numberRecordsFailed: z.number().default(0),
  errorMessage: z.string().nullish()
})
export type BulkJob = z.infer<typeof info>

/** `query` and `ingest` jobs live at addresses of the same form. */
export type BulkKind = 'query' | 'ingest'

/** Makes a job; one call. Throws `SalesforceError`. */
export async function createJob(
  session: Session,
  kind: BulkKind,
  body: object,
  signal?: AbortSignal
): Promise<BulkJob> {
  // Named, so that no default of the org or of a later version changes what comes.
  const form = { contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' }
  const path = `/jobs/${kind}`
  const answer = await session.request({ method: 'POST', path, body: { ...body, ...form }, signal })
  return parsed(info, answer.body, 'a new bulk job')
}

export async function setJobState(
  session: Session,
  kind: BulkKind,
  jobId: string,
  state: 'UploadComplete' | 'Aborted',
  signal?: AbortSignal
): Promise<void> {
  const path = `/jobs/${kind}/${jobId}`
  await session.request({ method: 'PATCH', path, body: { state }, signal })
}

/**
 * Looks until the job has ended, well or not; a look that fails for a passing reason is repeated. Throws `unavailable` at
 * the deadline, the signal's reason, or what a look met.
 */
export async function endOfJob(
  session: Session,
  kind: BulkKind,
  jobId: string,
  { signal, deadlineMs = 4 * 3_600_000, firstWaitMs = 500 }: WaitOptions = {}
): Promise<BulkJob> {
  const until = performance.now() + deadlineMs
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    // Each look is a call of the org's day, and no job is over the moment it was handed in.
    await pause(Math.min(waitMs, Math.max(0, until - performance.now())), signal)
    const job = await look(session, kind, jobId, signal)
    if (job?.state === 'JobComplete' || job?.state === 'Aborted' || job?.state === 'Failed') return job
    if (performance.now() >= until)
      throw new SalesforceError('unavailable', `Salesforce did not end bulk job ${jobId} in time.`)
  }
}

async function look(session: Session, kind: BulkKind, jobId: string, signal: AbortSignal | undefined) {
  try {
    const { body } = await session.request({ method: 'GET', path: `/jobs/${kind}/${jobId}`, signal })
    return parsed(info, body, 'the state of a bulk job')
  } catch (error) {
    if (error instanceof SalesforceError && error.kind === 'unavailable') return null
    throw error
  }
}

/** Waits, or throws the signal's reason. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal })
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}
