import { operationsOf } from '../database/plan-operations.ts'
import type { StoredPlan } from '../database/plans.ts'
import { toCsvLine } from './csv-cell.ts'
import type { Engine } from './engine.ts'
import { withLines } from './plan-preview.ts'

const PAGE = 1000
const head = [
  'operation', 'kind', 'writes to', 'Salesforce id', 'external id', 'reason', 'line', 'side', 'from', 'to', 'message'
] // prettier-ignore

/** A plan as CSV, page by page: a line of values a row. `operations` says how many of them the text tells. */
export async function* planCsv(
  engine: Engine,
  orgId: number,
  plan: StoredPlan
): AsyncGenerator<{ readonly text: string; readonly operations: number }, void, undefined> {
  yield { text: toCsvLine(head), operations: 0 }
  for (let after = 0; ;) {
    const stored = await operationsOf(engine.db, orgId, plan.runId, { after, limit: PAGE })
    const last = stored.at(-1)
    if (last === undefined) return
    const page = await withLines(engine, orgId, plan, stored)
    const rows = page.flatMap((one) => {
      const own = [String(one.seq), one.kind, one.sides, one.sfId, one.extId, one.code ?? one.bucket]
      const message = (one.issues ?? []).map((issue) => issue.message).join('\n')
      const lines = (one.lines ?? []).map((each) =>
        toCsvLine([...own, each.line, each.side, each.value_from, each.value_to, message])
      )
      return lines.length === 0 ? [toCsvLine([...own, null, null, null, null, message])] : lines
    })
    yield { text: rows.join(''), operations: page.length }
    after = last.seq
  }
}
