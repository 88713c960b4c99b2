import { callsByHour, recordsSince, recordScope, storedLimits } from '../database/budget.ts'
import { listConnections, loadConnection } from '../database/connections.ts'
import { connectionScope, salesforceScope } from '../sync/calls.ts'
import type { Engine } from '../sync/engine.ts'
import { forecast, forecastText } from '../sync/forecast.ts'
import { callsByLane } from '../sync/purse.ts'
import { dayOf } from '../sync/quota.ts'
import { readRules } from '../sync/rules.ts'
import type { Command } from './usage.ts'

export const budgetUsage = `  budget                      calls and records by connection and lane, and when they run dry`

const number = new Intl.NumberFormat()

export const budgetCommands: Readonly<Record<string, Command>> = {
  async budget(engine, _words, { json }) {
    for (const { orgId, connectionId, name } of await listConnections(engine.db)) {
      const found = await budgetOf(engine, orgId, connectionId)
      if (json) console.log(JSON.stringify({ orgId, connectionId, name, ...found }))
      else printBudget(`${name}: org ${orgId}, connection ${connectionId}`, found)
    }
  }
}

async function budgetOf(engine: Engine, orgId: number, connectionId: number) {
  const { db } = engine
  const now = engine.now()
  const stored = await loadConnection(db, orgId, connectionId)
  const rules = readRules(stored?.rules ?? {})
  const connector = engine.connectors.find((one) => one.name === stored?.connector)
  const countsRecords = connector?.limits.quotaUnit === 'record'
  const byLane = [...(await callsByLane(db, { orgId, connectionId }))]
  const scopes = [salesforceScope, connectionScope(connectionId)]
  const hours = await callsByHour(db, orgId, scopes)
  const limits = await storedLimits(db, orgId)
  const own = Array.from({ length: 24 }, (_, hour) => byLane.reduce((sum, [, one]) => sum + (one[hour] ?? 0), 0)) // prettier-ignore
  const day = dayOf(now, rules.zone)
  const records = await recordsSince(db, { orgId, scope: recordScope(connectionId) }, day.start)
  const max = countsRecords ? null : rules.cap
  return {
    rules,
    /** Salesforce calls of this connection in 24 hours, by lane. */
    lanes: Object.fromEntries(byLane.map(([lane, one]) => [lane, total(one)])),
    vendorCalls: total(hours.get(connectionScope(connectionId)) ?? []),
    records: countsRecords ? { today: records, quota: rules.cap } : null,
    org: limits === null ? null : { ...limits, pace: forecast({ hours: hours.get(salesforceScope) ?? [], now, max: limits.max }).pace }, // prettier-ignore
    forecast: max === null ? null : forecastText({ hours: own, now, max }, rules.zone)
  }
}

const total = (hours: readonly number[]) => hours.reduce((sum, one) => sum + one, 0)

function printBudget(title: string, found: Awaited<ReturnType<typeof budgetOf>>): void {
  const { rules, lanes, vendorCalls, records, org } = found
  const used = Object.entries(lanes).filter(([, calls]) => calls > 0)
  console.log(`\n${title}`)
  console.log(
    `  Salesforce, 24 h    ${used.map(([lane, calls]) => `${lane} ${number.format(calls)}`).join(', ') || 'no calls'}`
  )
  if (org !== null)
    console.log(
      `  the whole org       ${number.format(org.used)} of ${number.format(org.max)} calls; ${Math.round(rules.reserve * 100)} % are left to other apps`
    )
  console.log(`  forecast            ${found.forecast ?? 'no limit of its own'}`)
  console.log(`  external calls      ${number.format(vendorCalls)}`)
  if (records !== null)
    console.log(
      `  records today       ${number.format(records.today)}${records.quota === null ? ', no quota' : ` of ${number.format(records.quota)}`}`
    )
  if (rules.quiet !== null)
    console.log(`  quiet hours         ${rules.quiet.from} to ${rules.quiet.to} (${rules.zone})`)
}
