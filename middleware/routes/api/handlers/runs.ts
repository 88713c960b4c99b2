import type { Connector } from '../../../connectors/connector.ts'
import {
  dailyReport,
  pastRuns,
  reportedRecords,
  type PastRun,
  type RecordOutcome
} from '../../../database/history.ts'
import { runById } from '../../../database/undo.ts'
import { reasonInWords } from '../../../sync/code-words.ts'
import { lanes } from '../../../sync/lanes.ts'
import { done, reportBuckets, type Reported } from '../../../sync/report-buckets.ts'
import { requestUndo } from '../../../sync/undo-run.ts'
import { isZone } from '../../../sync/zone.ts'
import type { Handlers } from '../call.ts'
import type { Answer } from '../contract/index.ts'
import { connectionOf, storedOf, type Desk } from '../desk.ts'
import { notFound, ProblemError } from '../problem.ts'

type RunHandlers = Pick<
  Handlers,
  'listRuns' | 'getRun' | 'listRunRecords' | 'undoRun' | 'getReport' | 'listReportRecords'
>
const DAY_MS = 86_400_000
const SHOWN_DAYS = 30
const everyBucket: readonly Reported[] = [...reportBuckets, done]

export function runHandlers(desk: Desk): RunHandlers {
  const { engine, wake } = desk
  const found = async (orgId: number, runId: number) => {
    const known = await runById(engine.db, orgId, runId)
    const [run] = known === null ? [] : await pastRuns(engine.db, orgId, known.connectionId, { limit: 1, before: runId + 1 }) // prettier-ignore
    if (known === null || run?.runId !== runId) throw notFound('run')
    return { run, connectionId: known.connectionId }
  }
  return {
    async listRuns({ orgId, params, query }) {
      await storedOf(engine, { orgId, connectionId: params.connection })
      const before = query.after === undefined ? undefined : whole(query.after)
      const runs = await pastRuns(engine.db, orgId, params.connection, {
        limit: query.limit + 1,
        busy: true,
        ...(before !== undefined && { before })
      })
      const shown = runs.slice(0, query.limit)
      const next = runs.length > query.limit ? String(shown.at(-1)?.runId) : null
      return { body: { items: shown.map(summary), next } }
    },
    async getRun({ orgId, params }) {
      return { body: summary((await found(orgId, params.run)).run) }
    },
    async listRunRecords({ orgId, params, query }) {
      const { run, connectionId } = await found(orgId, params.run)
      const { connector } = await connectionOf(engine, { orgId, connectionId })
      const until = new Date((run.endedAt ?? engine.now()).getTime() + DAY_MS)
      const which = {
        from: run.startedAt,
        until,
        zone: 'UTC',
        bucket: bucketOf(query.bucket),
        runId: run.runId
      }
      const page = await reportedRecords(engine.db, orgId, connectionId, which, { limit: query.limit, after: query.after ?? null }) // prettier-ignore
      return { body: { items: page.records.map((one) => outcome(one, connector)), next: page.next } }
    },
    async undoRun({ orgId, params, caller }) {
      const { connectionId } = await found(orgId, params.run)
      const plan = await requestUndo(engine, orgId, params.run, caller.actor)
      wake({ orgId, connectionId, lane: lanes.pressed })
      return { body: { plans: [plan] } }
    },
    async getReport({ orgId, params, query }) {
      await storedOf(engine, { orgId, connectionId: params.connection })
      const until = query.until === undefined ? engine.now() : endOf(query.until)
      const from = query.from === undefined ? new Date(until.getTime() - SHOWN_DAYS * DAY_MS) : startOf(query.from) // prettier-ignore
      const days = await dailyReport(engine.db, orgId, params.connection, { from, until, zone: zoneOf(query.zone) }) // prettier-ignore
      return { body: { buckets: [...everyBucket], days: days.map(({ day, counts }) => ({ day, counts: { ...counts } })) } } // prettier-ignore
    },
    async listReportRecords({ orgId, params, query }) {
      const { connector } = await connectionOf(engine, { orgId, connectionId: params.connection })
      const zone = zoneOf(query.zone)
      // A calendar day anywhere lies within these two days of UTC; the day itself is compared in its zone.
      const from = new Date(startOf(query.day).getTime() - offsetOf(zone, startOf(query.day)))
      const until = new Date(from.getTime() + DAY_MS)
      const which = { from, until, zone, bucket: bucketOf(query.bucket) }
      const page = await reportedRecords(engine.db, orgId, params.connection, which, { limit: query.limit, after: query.after ?? null }) // prettier-ignore
      return { body: { items: page.records.map((one) => outcome(one, connector)), next: page.next } }
    }
  }
}

const startOf = (day: string): Date => new Date(`${day}T00:00:00Z`)
const endOf = (day: string): Date => new Date(startOf(day).getTime() + DAY_MS)

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetOf(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'longOffset'
  }).formatToParts(at)
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(parts.find((one) => one.type === 'timeZoneName')?.value ?? '') ?? [] // prettier-ignore
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

function zoneOf(zone: string): string {
  if (!isZone(zone))
    throw new ProblemError(422, 'invalid', `There is no time zone "${zone}". Give one like Europe/Warsaw.`, { field: 'zone' }) // prettier-ignore
  return zone
}

function whole(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 0)
    throw new ProblemError(422, 'page', `"${text}" is not the beginning of a page. Leave it out for the first one.`, { field: 'after' }) // prettier-ignore
  return number
}

function bucketOf(text: string | undefined): Reported | null {
  if (text === undefined) return null
  const known = everyBucket.find((one) => one === text)
  if (known === undefined)
    throw new ProblemError(422, 'invalid', `"${text}" is none of the report’s buckets: ${everyBucket.join(', ')}.`, { field: 'bucket' }) // prettier-ignore
  return known
}

/** What ended, was no plan that is still to be approved, and wrote something. */
const wrote = ({ counters }: PastRun): boolean =>
  (['created', 'linked', 'updated', 'deleted', 'unlinked'] as const).some((one) => (counters[one] ?? 0) > 0)

const summary = (run: PastRun): Answer<'getRun'> => ({
  run: run.runId,
  pair: run.pair,
  cause: run.cause,
  state: run.state,
  done: run.done,
  total: run.total,
  counters: { ...run.counters },
  startedAt: run.startedAt.toISOString(),
  endedAt: run.endedAt?.toISOString() ?? null,
  error: run.error,
  problems: run.problems,
  openIssues: run.openIssues,
  author: run.author,
  undoes: run.undoes,
  canUndo: run.endedAt !== null && run.undoes === null && wrote(run)
})

const outcome = (
  { at, sfId, extId, bucket, code }: RecordOutcome,
  connector: Pick<Connector, 'label' | 'objects'>
): Answer<'listRunRecords'>['items'][number] => ({
  at: at.toISOString(),
  salesforceId: sfId,
  externalId: extId,
  bucket,
  code,
  said: reasonInWords(bucket, code, connector)
})
