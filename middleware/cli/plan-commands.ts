import { open, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { connectorNamed } from '../connectors/index.ts'
import { listConnections } from '../database/connections.ts'
import { approve, cancelPlan } from '../database/plan-approval.ts'
import { operationsOf } from '../database/plan-operations.ts'
import { listPlans, planOf, type StoredPlan } from '../database/plans.ts'
import type { Engine } from '../sync/engine.ts'
import { planCsv } from '../sync/plan-csv.ts'
import { withLines } from '../sync/plan-preview.ts'
import { planKinds, type PlanKind } from '../sync/plan-rows.ts'
import { requestPlans } from '../sync/plans.ts'
import { operationText, planText } from './print-plan.ts'
import { UsageError, whole, type Command } from './usage.ts'

export const planUsage = `  plan ORG CONNECTION [PAIR]  read both sides and store what a sync would do; nothing is written
  plans                       the plans and how they stand
  plan-show PLAN [--kind create|update|delete|link|unlink|skip|wait|held] [--limit 50] [--after N]
                              a plan's operations, value by value
  plan-export PLAN FILE       all of them as CSV, safe to open in a spreadsheet
  approve PLAN --hash HASH [--accept-guard REASON,…]
                              carry out just this plan
  cancel PLAN                 do not; what it wrote already stays`

export const planOptions = {
  kind: { type: 'string' },
  limit: { type: 'string' },
  after: { type: 'string' },
  hash: { type: 'string' },
  'accept-guard': { type: 'string' }
} as const

export const planCommands: Readonly<Record<string, Command>> = {
  async plan(engine, [org, connection, pair], { json }) {
    const orgId = whole('ORG', org)
    const plans = await requestPlans(engine, orgId, whole('CONNECTION', connection), pair)
    if (json) console.log(JSON.stringify({ org: orgId, plans }))
    else console.log(`Asked for: ${plans.map((one) => `plan ${one}`).join(', ')}. A running worker begins within five seconds; "bothways plans" shows how far it is.`) // prettier-ignore
  },
  async plans(engine, _words, { json }) {
    for (const one of await connectionsOf(engine))
      for (const plan of await listPlans(engine.db, one.orgId, one.connectionId, 100))
        console.log(json ? JSON.stringify({ org: one.orgId, ...plan }) : planText(plan, one.label))
  },
  async 'plan-show'(engine, [number], flags) {
    const { json } = flags
    const { plan, orgId, label } = await planFound(engine, number)
    const limit = flags.limit === undefined ? 50 : whole('--limit', flags.limit)
    const page = {
      after: flags.after === undefined ? 0 : whole('--after', flags.after),
      limit,
      kind: kindOf(flags.kind)
    }
    const stored = await operationsOf(engine.db, orgId, plan.runId, page)
    const shown = await withLines(engine, orgId, plan, stored)
    if (!json) console.log(planText(plan, label))
    for (const one of shown) console.log(json ? JSON.stringify(one) : operationText(one, label))
    const last = shown.at(-1)
    if (!json && last !== undefined && shown.length === limit) console.log(`More: --after ${last.seq}`)
  },
  async 'plan-export'(engine, [number, file], { json }) {
    if (file === undefined) throw new UsageError('plan-export needs a file')
    const { plan, orgId } = await planFound(engine, number)
    const rows = await exportPlan(engine, orgId, plan, file)
    console.log(json ? JSON.stringify({ file, rows }) : `${rows} operations are in ${file}.`)
  },
  async approve(engine, [number], flags) {
    const { json } = flags
    if (flags.hash === undefined) throw new UsageError('approve needs --hash; "bothways plans" shows it')
    const { plan, orgId } = await planFound(engine, number)
    const acceptGuard = (flags['accept-guard'] ?? '').split(',').map((one) => one.trim())
    const by = `${userInfo().username} on the command line`
    const no = await approve(engine.db, orgId, plan.runId, { hash: flags.hash, acceptGuard, by })
    if (no !== null) throw new Error(no)
    console.log(json ? JSON.stringify({ approved: plan.runId }) : `Plan ${plan.runId} is approved. A running worker begins within five seconds.`) // prettier-ignore
  },
  async cancel(engine, [number], { json }) {
    const { plan, orgId } = await planFound(engine, number)
    if (!(await cancelPlan(engine.db, orgId, plan.runId)))
      throw new Error(`The plan is ${plan.state} already.`)
    console.log(json ? JSON.stringify({ cancelled: plan.runId }) : `Plan ${plan.runId} is cancelled.`)
  }
}

/** Streams a plan into a new file; gives how many operations. A file that exists is not touched. */
export async function exportPlan(
  engine: Engine,
  orgId: number,
  plan: StoredPlan,
  file: string
): Promise<number> {
  const handle = await open(file, 'wx')
  let count = 0
  try {
    for await (const { text, operations } of planCsv(engine, orgId, plan)) {
      await handle.write(text)
      count += operations
    }
    return count
  } catch (error) {
    await rm(file, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

function kindOf(given: string | undefined): PlanKind | null {
  if (given === undefined) return null
  const kind = planKinds.find((one) => one === given)
  if (kind === undefined)
    throw new UsageError(`--kind: there is no "${given}". There are: ${planKinds.join(', ')}`)
  return kind
}

async function connectionsOf({ db, connectors }: Engine) {
  return (await listConnections(db)).map(({ orgId, connectionId, connector }) => ({
    orgId,
    connectionId,
    label: connectorNamed(connectors, connector)?.label ?? connector
  }))
}

/** Runs are numbered over all orgs, so the number alone names a plan. */
export async function planFound(engine: Engine, number: string | undefined) {
  const runId = whole('PLAN', number)
  const connections = await connectionsOf(engine)
  for (const orgId of new Set(connections.map((one) => one.orgId))) {
    const plan = await planOf(engine.db, orgId, runId)
    if (plan === null) continue
    const label =
      connections.find((one) => one.orgId === orgId && one.connectionId === plan.connectionId)?.label ??
      'external'
    return { plan, orgId, label }
  }
  throw new UsageError(`there is no plan ${runId}; "bothways plans" lists them`)
}
