import { recordScope, takeRecords } from '../database/budget.ts'
import { lanes } from './lanes.ts'
import type { Operation } from './operation.ts'
import { OutOfBudget } from './purse.ts'
import { dayOf } from './quota.ts'
import type { PairWork } from './work.ts'

/** Operations that may go now, and what the others wait for. */
export interface Admitted {
  readonly go: readonly Operation[]
  readonly wait: readonly Operation[]
  readonly trouble: OutOfBudget | null
}

/**
 * Where the product counts a record as a request, its day's quota decides how many go; the others wait for the next day in the
 * account's zone. Opt-outs are counted and never wait.
 */
export async function admit(work: PairWork, operations: readonly Operation[]): Promise<Admitted> {
  const { db, held, rules, connection, now } = work
  if (connection.connector.limits.quotaUnit !== 'record' || operations.length === 0)
    return { go: operations, wait: [], trouble: null }
  const { start, end } = dayOf(now(), rules.zone)
  const cap = held.lane === lanes.consent ? null : rules.cap
  const scope = { orgId: held.orgId, scope: recordScope(held.connectionId) }
  const granted = await takeRecords(db, scope, start, operations.length, cap)
  if (granted >= operations.length) return { go: operations, wait: [], trouble: null }
  const first = [...operations].sort((a, b) => Number(b.only === 'consent') - Number(a.only === 'consent'))
  const on = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone: rules.zone }).format(end) // prettier-ignore
  const message = `The quota of ${new Intl.NumberFormat('en').format(cap ?? 0)} records a day is used up. The rest waits, nothing is lost; it goes on at ${on} (${rules.zone}).`
  return { go: first.slice(0, granted), wait: first.slice(granted), trouble: new OutOfBudget(message, end) }
}
