import type pg from 'pg'
import type { Outcome } from '../sync/change.ts'
import { arrayText } from './copy-rows.ts'
import { isBare } from './record-made.ts'

/** A record without a link that is left alone and has nothing to tell but why; `record_skipped` takes such. */
export function isSkipped(one: Outcome): boolean {
  const isUntouched = one.state === null && one.salesforce === null && one.external === null
  return one.bucket === 'skipped' && isUntouched && isBare(one)
}

/**
 * Records skips set-based, in the caller's transaction. Gives those that the database did not take, because something is known
 * of them, for `record` to judge in the same transaction.
 */
export async function recordSkipped(
  client: pg.PoolClient,
  fence: readonly unknown[],
  { pairId, runId, asOf }: { readonly pairId: number; readonly runId: number; readonly asOf?: string },
  skipped: readonly Outcome[]
): Promise<readonly Outcome[]> {
  if (skipped.length === 0) return []
  const text = 'select record_skipped($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as "left"'
  const columns = [
    skipped.map((one) => one.key),
    skipped.map((one) => one.sfId),
    skipped.map((one) => one.extId),
    skipped.map((one) => one.code)
  ].map(arrayText)
  const { rows } = await client.query<{ left: string[] }>({
    name: 'record_skipped',
    text,
    values: [...fence, pairId, runId, ...columns, asOf ?? null]
  })
  const left = new Set(rows[0]?.left)
  return left.size === 0 ? [] : skipped.filter((one) => left.has(one.key))
}
