import { setTimeout as sleep } from 'node:timers/promises'
import { beginScan, setSource, type Scan } from '../database/scans.ts'
import { PageError, sealScan, stagePage, voidScan, type StagedPage } from '../database/staging.ts'
import { beginQuery, discardQuery, endOfQuery, openPage } from '../salesforce/bulk-query.ts'
import { shapeOf } from '../salesforce/describe.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { systemFields } from '../salesforce/record.ts'
import { instant, select } from '../salesforce/soql.ts'
import { copyText, type ExternalRow } from './copy-text.ts'
import { stagedFields } from './scan.ts'
import type { PairWork } from './work.ts'

export type ScanWork = Pick<PairWork, 'db' | 'held' | 'pair' | 'session' | 'signal' | 'alive'>

export interface StageOptions {
  /** Rows of a page; what a kill repeats is one page at most. */
  readonly maxRecords?: number
  readonly firstWaitMs?: number
  /** Only what changed from this instant (ISO, Z) on; such a scan says nothing of what is missing. */
  readonly since?: string
}

/** How often a page is asked for again when its connection breaks; then the lane rests, and the scan goes on later. */
const PAGE_TRIES = 5

/**
 * Stages every record of the pair's Salesforce object, deleted ones too, by one bulk query, and seals the scan. Goes on
 * where it was when `runId` has a scan already. Throws `SalesforceError`, `ScanVoidError` (call again), `FenceLostError`.
 */
export async function stageSalesforce(
  work: ScanWork,
  runId: number,
  options: StageOptions = {}
): Promise<Scan> {
  const { db, held, pair, session, signal, alive } = work
  const object = pair.spec.salesforce
  const fields = stagedFields('salesforce', pair)
  alive()
  const shape = await shapeOf(session, object, fields, signal)
  const key = { orgId: held.orgId, runId, side: 'salesforce' as const }
  let scan = await beginScan(db, { ...key, pairId: pair.pairId, rev: pair.rev, fields })
  if (scan.state !== 'staging') return scan

  const where = options.since === undefined ? '' : ` where SystemModstamp >= ${instant(options.since)}`
  const soql = `${select([...systemFields(shape), ...fields], object)}${where}`
  const source = scan.source ?? (await beginQuery(session, soql, { all: shape.deletable, signal }))
  if (scan.source === null) scan = await setSource(db, scan, { source, expectedRows: null })
  try {
    if (scan.expectedRows === null) {
      const expectedRows = await endOfQuery(session, source, { signal, ...options })
      scan = await setSource(db, scan, { source, expectedRows })
    }
    while (scan.pages === 0 || scan.cursor !== null) {
      alive()
      const { cursor } = scan
      scan = await persistently(scan, signal, async (at) => {
        const page = await openPage(session, source, { locator: cursor, ...options, signal })
        return stagePage(db, held, at, { ...page, format: 'csv' })
      })
    }
  } catch (error) {
    // The query's result is gone (kept 7 days): its pages can't be had any more.
    const gone = error instanceof SalesforceError && ['not-found', 'schema', 'invalid'].includes(error.kind)
    if (gone || error instanceof PageError) await voidScan(db, held, scan)
    throw error
  }
  const sealed = await sealScan(db, held, scan)
  await discardQuery(session, source)
  return sealed
}

async function persistently(
  scan: Scan,
  signal: AbortSignal,
  stage: (scan: Scan) => Promise<Scan>
): Promise<Scan> {
  for (let tries = 1; ; tries++) {
    try {
      return await stage(scan)
    } catch (error) {
      const passing =
        error instanceof PageError || (error instanceof SalesforceError && error.kind === 'unavailable')
      if (!passing || tries === PAGE_TRIES) throw error
      signal.throwIfAborted()
      await sleep(100 * 3 ** (tries - 1))
    }
  }
}

/** A page as the external side's reader gives it; `cursor` continues behind it. */
export interface ExternalPage {
  readonly rows: readonly ExternalRow[]
  readonly cursor: string
  readonly done: boolean
  /** Records in all, where the vendor tells. */
  readonly total?: number
}

/**
 * The same for the external side: `read` gives page by page. `repeats`: pages overlap, so records may come twice; then
 * the vendor's total is not compared with what came.
 */
export async function stageExternal(
  work: Omit<ScanWork, 'session'>,
  runId: number,
  read: (cursor: string | null) => Promise<ExternalPage>,
  repeats = false
): Promise<Scan> {
  const { db, held, pair, alive } = work
  const fields = stagedFields('external', pair)
  const key = { orgId: held.orgId, runId, side: 'external' as const }
  let scan = await beginScan(db, { ...key, pairId: pair.pairId, rev: pair.rev, fields, repeats })
  if (scan.state !== 'staging') return scan
  while (scan.pages === 0 || scan.cursor !== null) {
    alive()
    const { rows, cursor, done, total } = await read(scan.cursor)
    // Where it ended is where a later read of changes goes on.
    if (done || (total !== undefined && !repeats))
      scan = await setSource(db, scan, {
        source: done ? cursor : null,
        expectedRows: repeats ? null : (total ?? null)
      })
    const page: StagedPage = {
      columns: ['#id', '#stamp', '#deleted', '#absent', ...fields],
      rows: rows.length,
      next: done ? null : cursor,
      format: 'text',
      bytes: copyText(rows, fields.length)
    }
    scan = await stagePage(db, held, scan, page)
  }
  return sealScan(db, held, scan)
}
