import type { PastRun, RecordOutcome, ReportDay } from '../database/history.ts'
import type { Explanation } from '../sync/explain.ts'
import { at, driftText, number } from './print.ts'

export function printRuns(runs: readonly PastRun[], json: boolean): void {
  if (runs.length === 0 && !json) console.log('Nothing has run yet.')
  for (const run of runs) {
    if (json) {
      console.log(JSON.stringify(run))
      continue
    }
    const of = run.total === null ? '' : ` of ${number.format(run.total)}`
    const counts = Object.entries(run.counters).map(([bucket, count]) => `${bucket} ${number.format(count)}`)
    console.log(
      `${run.runId}  ${at(run.startedAt)}  ${run.pair}  ${run.cause}, ${run.state}: ${number.format(run.done)}${of} records, ${number.format(run.problems)} problems${run.openIssues === 0 ? '' : `, ${run.openIssues} issues open`}`
    )
    if (counts.length > 0) console.log(`   ${counts.join(', ')}${driftText(run.drift)}`)
    if (run.error !== null) console.log(`   ${run.error}`)
  }
}

export function printReport(days: readonly ReportDay[], json: boolean): void {
  if (days.length === 0 && !json) console.log('Nothing was synchronized yet.')
  for (const { day, counts } of days) {
    if (json) console.log(JSON.stringify({ day, ...counts }))
    else
      console.log(
        `${day}  ${Object.entries(counts)
          .map(([bucket, count]) => `${bucket} ${number.format(count)}`)
          .join(', ')}`
      )
  }
}

export function printRecords(records: readonly RecordOutcome[], json: boolean): void {
  for (const one of records)
    console.log(
      json
        ? JSON.stringify(one)
        : `${at(one.at)}  run ${one.runId}  ${one.sfId ?? '-'} ↔ ${one.extId ?? '-'}  ${one.bucket}${one.code === null ? '' : ` (${one.code})`}`
    )
}

export function printExplanation(explanation: Explanation, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(explanation))
    return
  }
  for (const { at: when, what } of explanation.life)
    console.log(when === null ? what : `${at(new Date(when))}  ${what}`)
  for (const { because, steps } of explanation.lines) {
    console.log(`\n${because}`)
    for (const one of steps) console.log(`   ${at(one.at === null ? null : new Date(one.at))}  ${one.what}`)
  }
}
