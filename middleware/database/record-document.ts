import type { Outcome } from '../sync/change.ts'
import { addressColumns } from './consent.ts'
import type { RecordBatch } from './record.ts'

/**
 * What the function record takes of a batch behind its fence, of all of its outcomes or of those that are not recorded yet.
 * `areNew`: it is hoped that none of its addresses is known of its records; if one is, the database refuses.
 */
export function documentOf(batch: RecordBatch, outcomes: readonly Outcome[], areNew: boolean): unknown[] {
  const records = outcomes.map((one) => ({
    key: one.key,
    sf_id: one.sfId,
    ext_id: one.extId,
    link_id: one.linkId,
    stamp: one.stamp,
    ext_stamp: one.extStamp,
    state: one.state,
    salesforce: one.salesforce,
    external: one.external,
    flags: one.flags,
    bucket: one.bucket,
    code: one.code,
    detail: one.detail,
    changes: one.changes,
    issues: one.issues,
    gaps: one.gaps,
    retry: one.retry,
    waits: one.waits,
    moves: one.moves,
    how: one.how ?? null,
    answered: one.answered ?? []
  }))
  const awaited = [...new Set(outcomes.flatMap((one) => one.waits?.parent_pair ?? []))]
  const { pairId, rev, runId, done, checkpoint, asOf, consent } = batch
  const said = consent == null ? {} : { consent: consent.events }
  const document = JSON.stringify({
    pair: pairId,
    rev,
    run: runId,
    records,
    awaited,
    done,
    checkpoint,
    asOf,
    ...said
  })
  const { marks, channels, sfIds } = addressColumns(consent?.records ?? [])
  return [document, marks, channels, sfIds, areNew]
}
