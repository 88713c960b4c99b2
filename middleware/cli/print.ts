import type { listConnections } from '../database/connections.ts'
import { linkable } from '../database/issues.ts'
import type { Database } from '../database/open.ts'
import { connectionStatus, type OpenIssue, type RecordStep } from '../database/status.ts'
import { laneName } from '../sync/lanes.ts'

type Listed = Awaited<ReturnType<typeof listConnections>>

export const number = new Intl.NumberFormat()
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' })
export const at = (date: Date | null) => (date === null ? 'never' : time.format(date))

export function printConnections(list: Listed, json: boolean): void {
  if (json) for (const one of list) console.log(JSON.stringify(one))
  else if (list.length === 0) console.log('There are no connections yet. "bothways connect FILE" makes one.')
  else
    for (const one of list)
      console.log(
        `org ${one.orgId} (${one.salesforceOrgId})  connection ${one.connectionId}  ${one.name}  ${one.state}`
      )
}

export async function printStatus(db: Database, list: Listed, json: boolean): Promise<void> {
  if (list.length === 0) printConnections(list, json)
  for (const one of list) {
    const status = await connectionStatus(db, one.orgId, one.connectionId)
    if (json) {
      console.log(JSON.stringify({ ...one, ...status }))
      continue
    }
    const { initial } = status
    const done = Object.values(initial?.counters ?? {}).reduce((sum, count) => sum + count, 0)
    console.log(
      `\n${one.name}: org ${one.orgId} (${one.salesforceOrgId}), connection ${one.connectionId}, ${one.state}`
    )
    console.log(`  linked records      ${number.format(status.links)}`)
    console.log(
      `  initial sync        ${initial === null ? 'not asked for' : `${initial.state}, ${number.format(done)} of ${number.format(initial.total ?? 0)}`}`
    )
    if (status.unapproved.length > 0)
      console.log(`  not approved yet    ${status.unapproved.join(', ')}: nothing is written before a plan is; bothways plan ${one.orgId} ${one.connectionId}`) // prettier-ignore
    console.log(`  last message        ${at(status.lastMessageAt)}`)
    console.log(
      `  waiting             ${number.format(status.waiting)}${status.oldestSeconds === null ? '' : `, the oldest for ${number.format(status.oldestSeconds)} s`}, ${number.format(status.retrying)} of them retries`
    )
    console.log(`  issues              ${number.format(status.openIssues)}`)
    for (const { pair, links, equal, at: when, drift } of status.agreement)
      console.log(`  in agreement        ${pair}: ${share(equal, links)} of ${number.format(links)} linked records on ${at(when)}${driftText(drift)}`) // prettier-ignore
    for (const { scope, used, limitUsed, limitMax } of status.calls)
      console.log(
        `  calls in 24 h       ${scope}: ${number.format(used)}${limitMax === null ? '' : `; the org says ${number.format(limitUsed ?? 0)} of ${number.format(limitMax)}`}`
      )
    for (const { lane, trouble, until } of status.troubles)
      console.log(`  ${laneName(lane)} rests until ${at(until)}: ${trouble}`)
  }
}

export function printIssues(orgId: number, issues: readonly OpenIssue[], json: boolean): void {
  for (const issue of issues) {
    if (json) {
      console.log(JSON.stringify({ orgId, ...issue }))
      continue
    }
    console.log(
      `${issue.issueId}  ${issue.sfId === null ? `${issue.extObject} ${issue.extId}` : `${issue.sfObject} ${issue.sfId}`}${issue.line === '' ? '' : `, ${issue.line}`}  ${issue.code}, seen ${issue.seen}×, last ${at(issue.lastAt)}`
    )
    console.log(`   ${issue.message}`)
    for (const candidate of linkable(issue)) console.log(`   - ${candidate.id}  ${candidate.label}`)
  }
}

export function printTimeline(steps: readonly RecordStep[], json: boolean): void {
  for (const step of steps) {
    if (json) console.log(JSON.stringify(step))
    else
      console.log(
        `${at(step.at)}  ${step.what}${step.line === null ? '' : `  ${step.line}: ${quoted(step.from)} → ${quoted(step.to)}`}`
      )
  }
}

const quoted = (value: string | null) => (value === null ? 'blank' : `"${value}"`)

const share = (part: number, whole: number) =>
  whole === 0 ? 'none' : `${(Math.floor((part / whole) * 1e6) / 1e4).toLocaleString(undefined, { maximumFractionDigits: 4 })} %` // prettier-ignore

const driftWords: Readonly<Record<string, string>> = {
  'missed-event': 'events that were missed',
  'hard-delete': 'deletions without a trace',
  formula: 'formulas',
  'foreign-edit': 'edits outside that no feed told of',
  'our-fault': 'faults of ours'
}

/** What a comparison set right, by cause. */
export function driftText(drift: Readonly<Record<string, number>>): string {
  const parts = Object.entries(drift).map(([cause, n]) => `${number.format(n)} ${driftWords[cause] ?? cause}`)
  return parts.length === 0 ? '' : `; set right: ${parts.join(', ')}`
}
