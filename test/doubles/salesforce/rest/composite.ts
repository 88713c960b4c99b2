import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import { commitAsOne } from '../org-state.ts'
import { checkComposite, checkCount, listOfObjects, readParts } from './composite-parts.ts'
import { collated } from './composite-order.ts'
import { failed, haltedResults, runParts, subrequest } from './subrequest.ts'
import type { Part, PartResult } from './subrequest.ts'

/** `/composite` and `/composite/batch`: several calls for the price of one. */
export const compositeRoutes: readonly Route<ApiCall>[] = [
  { method: 'POST', pattern: '/composite', handle: composite },
  { method: 'POST', pattern: '/composite/batch', handle: batch }
]

/** With `collateSubrequests` like parts run together, in an order of their own; the answers keep theirs [K]. */
async function composite(call: ApiCall): Promise<Reply> {
  const parts = readParts(call.json)
  checkComposite(parts)
  const allOrNone = isPlainObject(call.json) && call.json['allOrNone'] === true
  const collate = isPlainObject(call.json) && call.json['collateSubrequests'] === true
  const order = collate ? collated(parts) : parts
  const results = allOrNone ? await runAllOrNone(call, order) : await runParts(call, order)
  const byName = new Map(results.map((result) => [result.referenceId, result]))
  return ok({ compositeResponse: parts.map(({ referenceId }) => byName.get(referenceId)) })
}

/** Leaves the transaction when a part failed, carrying the answers. */
class Halted extends Error {
  readonly results: PartResult[]
  constructor(results: PartResult[]) {
    super('a part failed')
    this.results = results
  }
}

/** All parts in one transaction: when one fails, every other answers that it was taken back. */
export async function runAllOrNone(call: ApiCall, parts: readonly Part[]): Promise<PartResult[]> {
  try {
    return await commitAsOne(call.org, call.session.userId, async (org) => {
      const results = await runParts({ ...call, org }, parts)
      if (results.some(failed)) throw new Halted(results)
      return results
    })
  } catch (error) {
    if (error instanceof Halted) return haltedResults(error.results)
    throw error
  }
}

/** Independent calls. `haltOnError` answers 412 for all parts behind the first that failed [K]. */
async function batch(call: ApiCall): Promise<Reply> {
  const parts = listOfObjects(call.json, 'batchRequests')
  checkCount(parts.length)
  const haltOnError = isPlainObject(call.json) && call.json['haltOnError'] === true
  const results: { statusCode: number; result: unknown }[] = []
  let hasErrors = false
  for (const part of parts) {
    if (hasErrors && haltOnError) {
      const message = 'Batch processing halted per request'
      results.push({ statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message }] })
      continue
    }
    const url = String(part['url']).replace(/^\/?(services\/data\/)?/, '/services/data/')
    const { status, json } = await subrequest(call, String(part['method']), url, part['richInput'])
    hasErrors ||= status >= 400
    results.push({ statusCode: status, result: json ?? null })
  }
  return ok({ hasErrors, results })
}
