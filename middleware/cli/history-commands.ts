import { userInfo } from 'node:os'
import { operationsOf } from '../database/plan-operations.ts'
import { dailyReport, pastRuns, reportedRecords } from '../database/history.ts'
import { toId18 } from '../salesforce/ids.ts'
import { explainRecord } from '../sync/explain-record.ts'
import { approveUndo, requestUndo, workUntil } from '../sync/undo-run.ts'
import { done, reportBuckets, type Reported } from '../sync/report-buckets.ts'
import { printExplanation, printRecords, printReport, printRuns } from './print-history.ts'
import { planFound } from './plan-commands.ts'
import { operationText, planText } from './print-plan.ts'
import { orgsOf, UsageError, whole, type Command } from './usage.ts'

export const historyUsage = `  history ORG CONNECTION      the last runs: how far, how they ended, problems
  report ORG CONNECTION [DAY] the synchronization report day by day, or the records of a day (2026-01-31)
  explain ID                  why a record is as it is, field by field, by the id on either side
  undo ORG RUN                plan how a run is taken back, and show it; "approve" carries it out, --yes does both`

const SHOWN = 50
const PAGE = 1000
const DAY_MS = 86_400_000

export const historyCommands: Readonly<Record<string, Command>> = {
  async history(engine, [org, connection], { json }) {
    const ids = [whole('ORG', org), whole('CONNECTION', connection)] as const
    printRuns(await pastRuns(engine.db, ...ids, { limit: SHOWN, busy: true }), json)
  },
  async report(engine, [org, connection, day, bucket], { json }) {
    const ids = [whole('ORG', org), whole('CONNECTION', connection)] as const
    const zone = 'UTC'
    if (day === undefined) {
      const until = engine.now()
      const from = new Date(until.getTime() - 90 * DAY_MS)
      printReport(await dailyReport(engine.db, ...ids, { from, until, zone }), json)
      return
    }
    const from = dayOf(day)
    const period = { from, until: new Date(from.getTime() + DAY_MS), zone }
    let after: string | null = null
    do {
      const page = await reportedRecords(engine.db, ...ids, { ...period, bucket: bucketOf(bucket) }, { limit: PAGE, after }) // prettier-ignore
      printRecords(page.records, json)
      after = page.next
    } while (after !== null)
  },
  async explain(engine, [given], { json }) {
    if (given === undefined) throw new UsageError('explain needs the id of a record, of either side')
    const explained = []
    for (const orgId of await orgsOf(engine))
      explained.push(...(await explainRecord(engine, orgId, toId18(given) ?? given)))
    if (explained.length === 0)
      throw new Error(`No record with the id "${given}" was ever linked here. "bothways issues" shows what could not be.`) // prettier-ignore
    for (const one of explained) printExplanation(one, json)
  },
  async undo(engine, [org, run], { json, yes }) {
    const orgId = whole('ORG', org)
    const by = `${userInfo().username} on the command line`
    const runId = await requestUndo(engine, orgId, whole('RUN', run), by)
    const { plan: asked, label } = await planFound(engine, String(runId))
    const plan = await workUntil(engine, orgId, asked, (one) => one.state !== 'running')
    const rows = await operationsOf(engine.db, orgId, runId, { after: 0, limit: SHOWN })
    for (const one of rows) console.log(json ? JSON.stringify(one) : operationText(one, label))
    if (!json && rows.length === SHOWN) console.log(`All of them: bothways plan-show ${runId}, plan-export ${runId} FILE`) // prettier-ignore
    console.log(json ? JSON.stringify(plan) : planText(plan, label))
    if (!yes) return
    const done = await approveUndo(engine, orgId, plan, by)
    console.log(json ? JSON.stringify(done) : planText(done, label))
  }
}

function dayOf(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime()))
    throw new UsageError(`"${text}" is not a day; write it like 2026-01-31`)
  return day
}

function bucketOf(text: string | undefined): Reported | null {
  if (text === undefined) return null
  const all: readonly Reported[] = [...reportBuckets, done]
  const found = all.find((one) => one.toLowerCase() === text.toLowerCase())
  if (found === undefined)
    throw new UsageError(`"${text}" is none of the report's buckets: ${all.join(', ')}`)
  return found
}
