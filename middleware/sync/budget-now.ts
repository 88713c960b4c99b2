import { callsByHour, recordsSince, recordScope, storedLimits } from '../database/budget.ts'
import type { StoredConnection } from '../database/connections.ts'
import { connectionScope, salesforceScope } from './calls.ts'
import type { Engine } from './engine.ts'
import { forecast, forecastText } from './forecast.ts'
import { callsByLane } from './purse.ts'
import { dayOf } from './quota.ts'
import { readRules, type ConnectionRules } from './rules.ts'

/** Calls of 24 hours by clock hour, oldest first, and when they run dry. */
interface Spent {
  readonly used: number
  readonly hours: readonly number[]
  readonly dryAt: Date | null
}

/** What a connection has used, and how long that lasts. */
export interface BudgetNow {
  readonly rules: ConnectionRules
  /** Salesforce calls of this connection, by lane, and together; `max` and `said` where it has a cap of calls. */
  readonly lanes: Readonly<Record<string, number>>
  readonly own: Spent & { readonly max: number | null; readonly said: string | null }
  /** What Salesforce says of the whole org; null before it said anything. */
  readonly org: (Spent & { readonly max: number; readonly pace: number }) | null
  readonly vendor: { readonly used: number; readonly hours: readonly number[] }
  /** Of a vendor whose quota counts records. */
  readonly records: { readonly today: number; readonly quota: number | null } | null
}

export async function budgetNow(
  { db, now: clock, connectors }: Engine,
  {
    orgId,
    connectionId,
    connector,
    rules: stored
  }: Pick<StoredConnection, 'orgId' | 'connectionId' | 'connector' | 'rules'>
): Promise<BudgetNow> {
  const now = clock()
  const rules = readRules(stored)
  const countsRecords = connectors.find((one) => one.name === connector)?.limits.quotaUnit === 'record'
  const byLane = [...(await callsByLane(db, { orgId, connectionId }))]
  const vendorScope = connectionScope(connectionId)
  const byScope = await callsByHour(db, orgId, [salesforceScope, vendorScope])
  const limits = await storedLimits(db, orgId)
  const hours = Array.from({ length: 24 }, (_, hour) => byLane.reduce((sum, [, one]) => sum + (one[hour] ?? 0), 0)) // prettier-ignore
  const max = countsRecords ? null : rules.cap
  const use = max === null ? null : { hours, now, max }
  const orgHours = byScope.get(salesforceScope) ?? []
  const ofOrg = limits === null ? null : forecast({ hours: orgHours, now, max: limits.max })
  const vendorHours = byScope.get(vendorScope) ?? []
  const day = dayOf(now, rules.zone)
  return {
    rules,
    lanes: Object.fromEntries(byLane.map(([lane, one]) => [lane, total(one)])),
    own: {
      used: total(hours), hours, max,
      dryAt: use === null ? null : forecast(use).dryAt,
      said: use === null ? null : forecastText(use, rules.zone)
    },
    org: limits === null || ofOrg === null ? null : { used: limits.used, max: limits.max, hours: orgHours, dryAt: ofOrg.dryAt, pace: ofOrg.pace },
    vendor: { used: total(vendorHours), hours: vendorHours },
    records: countsRecords
      ? { today: await recordsSince(db, { orgId, scope: recordScope(connectionId) }, day.start), quota: rules.cap }
      : null
  } // prettier-ignore
}

const total = (hours: readonly number[]) => hours.reduce((sum, one) => sum + one, 0)
