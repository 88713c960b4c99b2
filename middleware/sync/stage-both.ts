import type { Side } from '../connectors/connector.ts'
import type { Scan } from '../database/scans.ts'
import { readExternalPages } from './external-pages.ts'
import { stageExternal, stageSalesforce } from './stage.ts'
import type { PairWork } from './work.ts'

/**
 * Stages both sides at once: neither needs the other. Where one fails, the other stops at its next page, and the failure is
 * told when both have stopped: nothing goes on behind the back of whoever gave up. Throws what `stageSalesforce` throws.
 */
export async function stageBoth(work: PairWork, runId: number): Promise<Readonly<Record<Side, Scan>>> {
  const failures: unknown[] = []
  const alive = () => {
    work.alive()
    if (failures.length > 0) throw new Error('The other side could not be staged.', { cause: failures[0] })
  }
  const failed = (error: unknown) => {
    failures.push(error)
    return null
  }
  const both = { ...work, alive }
  const [salesforce, external] = await Promise.all([
    stageSalesforce(both, runId).catch(failed),
    // A record that changes while it is read comes again.
    stageExternal(both, runId, readExternalPages(both), true).catch(failed)
  ])
  if (salesforce === null || external === null) throw failures[0]
  return { salesforce, external }
}
