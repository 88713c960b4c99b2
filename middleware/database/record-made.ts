import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Outcome } from '../sync/change.ts'
import { copyRows, type CopyValue } from './copy-rows.ts'

/** From so many on, streaming them beside the rest is worth its round trips. */
export const MANY = 200

/** Nothing of it is to be tried again, waited for, moved, asked or told but its bucket and, where it has one, its code. */
export function isBare(one: Outcome): boolean {
  return (
    one.linkId === null &&
    one.detail === null &&
    one.retry === null &&
    one.waits === null &&
    one.moves === null &&
    one.changes.length === 0 &&
    one.issues.length === 0 &&
    one.gaps.length === 0 &&
    (one.answered ?? []).length === 0
  )
}

/** A record that was created on one side and has nothing else to tell; `record_made` takes such. */
export function isMade(one: Outcome): boolean {
  const isWhole = one.sfId !== null && one.extId !== null && one.salesforce !== null && one.external !== null
  return one.bucket === 'created' && isWhole && one.state === 0 && one.code === null && isBare(one)
}

const columns = 'key, sf_id, ext_id, stamp, ext_stamp, salesforce, external, flags, how'
const rowOf = (one: Outcome): CopyValue[] => [
  one.key,
  one.sfId,
  one.extId,
  one.stamp,
  one.extStamp,
  one.salesforce,
  one.external,
  one.flags ?? '',
  one.how ?? null
]

/**
 * Records creates set-based, in the caller's transaction: their rows are streamed, then links, bases and outcomes are written
 * by one statement each. Gives those that the database did not take, for `record` to judge in the same transaction.
 */
export async function recordMade(
  client: pg.PoolClient,
  fence: readonly unknown[],
  { pairId, rev, runId }: { readonly pairId: number; readonly rev: number; readonly runId: number },
  made: readonly Outcome[],
  isHopeful: boolean
): Promise<readonly Outcome[]> {
  if (made.length === 0) return []
  await client.query(`create temporary table if not exists made_records (key text collate "C", sf_id text collate "C",
    ext_id text collate "C", stamp text, ext_stamp text, salesforce text[], external text[], flags text, how text, link_id bigint default nextval('links_link_id_seq'))
    on commit delete rows`)
  const sink = client.query(
    copyFrom(`copy pg_temp.made_records (${columns}) from stdin with (format binary)`)
  )
  await pipeline(Readable.from(copyRows(made.map(rowOf))), sink)
  const text = 'select record_made($1, $2, $3, $4, $5, $6, $7, $8) as "left"'
  const { rows } = await client.query<{ left: string[] }>({
    name: text,
    text,
    values: [...fence, pairId, rev, runId, isHopeful]
  })
  const left = new Set(rows[0]?.left)
  return left.size === 0 ? [] : made.filter((one) => left.has(one.key))
}
