import { listConnections, loadConnection } from '../database/connections.ts'
import { budgetNow, type BudgetNow } from '../sync/budget-now.ts'
import type { Command } from './usage.ts'

export const budgetUsage = `  budget                      calls and records by connection and lane, and when they run dry`

const number = new Intl.NumberFormat()

export const budgetCommands: Readonly<Record<string, Command>> = {
  async budget(engine, _words, { json }) {
    for (const { orgId, connectionId, name } of await listConnections(engine.db)) {
      const stored = await loadConnection(engine.db, orgId, connectionId)
      if (stored === null) continue
      const found = await budgetNow(engine, stored)
      if (json) console.log(JSON.stringify({ orgId, connectionId, name, ...found }))
      else printBudget(`${name}: org ${orgId}, connection ${connectionId}`, found)
    }
  }
}

function printBudget(title: string, found: BudgetNow): void {
  const { rules, lanes, vendor, records, org } = found
  const used = Object.entries(lanes).filter(([, calls]) => calls > 0)
  console.log(`\n${title}`)
  console.log(
    `  Salesforce, 24 h    ${used.map(([lane, calls]) => `${lane} ${number.format(calls)}`).join(', ') || 'no calls'}`
  )
  if (org !== null)
    console.log(
      `  the whole org       ${number.format(org.used)} of ${number.format(org.max)} calls; ${Math.round(rules.reserve * 100)} % are left to other apps`
    )
  console.log(`  forecast            ${found.own.said ?? 'no limit of its own'}`)
  console.log(`  external calls      ${number.format(vendor.used)}`)
  if (records !== null)
    console.log(
      `  records today       ${number.format(records.today)}${records.quota === null ? ', no quota' : ` of ${number.format(records.quota)}`}`
    )
  if (rules.quiet !== null)
    console.log(`  quiet hours         ${rules.quiet.from} to ${rules.quiet.to} (${rules.zone})`)
}
