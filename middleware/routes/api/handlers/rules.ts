import { budgetNow, type BudgetNow } from '../../../sync/budget-now.ts'
import type { ConnectionRules } from '../../../sync/rules.ts'
import { changeRules, rulesOf } from '../../../sync/schedules.ts'
import type { Answer } from '../contract/index.ts'
import type { Rules } from '../contract/work.ts'
import type { Handlers } from '../call.ts'
import type { HandlerDependencies } from './dependencies.ts'
import { keyOf, storedOf } from '../desk.ts'
import { versionOf } from './version.ts'

export function ruleHandlers({
  engine
}: HandlerDependencies): Pick<Handlers, 'getRules' | 'saveRules' | 'getBudget'> {
  return {
    async getRules(call) {
      const { rules, rev } = await rulesOf(engine, keyOf(call))
      return { body: shown(rules), tag: String(rev) }
    },
    async saveRules(call) {
      const { rules, rev } = await changeRules(engine, keyOf(call), call.body, versionOf(call.tag))
      return { body: shown(rules), tag: String(rev) }
    },
    async getBudget(call) {
      const stored = await storedOf(engine, keyOf(call))
      const label = engine.connectors.find(({ name }) => name === stored.connector)?.label ?? stored.connector
      return { body: { scopes: scopes(await budgetNow(engine, stored), label) } }
    }
  }
}

/** As it is saved: the zone of the quiet hours is the connection's. */
function shown({
  zone,
  cap,
  reserve,
  quiet,
  schedule,
  readSchedule,
  approve,
  rails
}: ConnectionRules): Rules {
  return {
    zone, cap, reserve, schedule, readSchedule, approve, rails,
    quiet: quiet === null ? null : { from: quiet.from, to: quiet.to }
  } // prettier-ignore
}

type Scopes = Answer<'getBudget'>['scopes']
const number = new Intl.NumberFormat('en')

function scopes(now: BudgetNow, label: string): Scopes {
  const { own, org, vendor, records, rules } = now
  const left = `${Math.round(rules.reserve * 100)} % of the org’s calls are left to other apps.`
  return [
    {
      scope: 'salesforce',
      label: 'Salesforce calls of this connection',
      used: own.used,
      max: own.max,
      hours: [...own.hours],
      dryAt: own.dryAt?.toISOString() ?? null,
      said: own.said ?? `${number.format(own.used)} calls in 24 hours, no cap of its own. ${left}`
    },
    ...(org === null
      ? []
      : [{
          scope: 'org',
          label: 'Salesforce calls of the whole org',
          used: org.used,
          max: org.max,
          hours: [...org.hours],
          dryAt: org.dryAt?.toISOString() ?? null,
          said: `${number.format(org.used)} of ${number.format(org.max)} calls are used, by all apps. ${left}`
        }]),
    {
      scope: 'external',
      label: `Calls to ${label}`,
      used: vendor.used,
      max: null,
      hours: [...vendor.hours],
      dryAt: null,
      said: `${number.format(vendor.used)} calls in 24 hours.`
    },
    ...(records === null
      ? []
      : [{
          scope: 'records',
          label: `Records of today’s quota with ${label}`,
          used: records.today,
          max: records.quota,
          hours: [],
          dryAt: null,
          said: records.quota === null
            ? `${number.format(records.today)} records today, no quota.`
            : `${number.format(records.today)} of ${number.format(records.quota)} records today; the rest waits for tomorrow.`
        }])
  ] // prettier-ignore
}
