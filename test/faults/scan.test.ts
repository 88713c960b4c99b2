import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../middleware/database/open.ts'
import { scanOf } from '../../middleware/database/scans.ts'
import { ScanVoidError } from '../../middleware/database/staging.ts'
import { compare, differing, missing } from '../../middleware/sync/scan.ts'
import { stageSalesforce } from '../../middleware/sync/stage.ts'
import { jwt } from '../salesforce/world.ts'
import { eventually } from '../support/eventually.ts'
import { startOwnCluster } from '../support/own-cluster.ts'
import { scanWorld } from '../sync/scan-world.ts'

const small = { maxRecords: 50, firstWaitMs: 2 }

test('a database crash empties what was staged: before, between and after comparing the scan is void and names no candidate', async () => {
  const cluster = await startOwnCluster()
  onTestFinished(() => cluster.stop())
  const db = await openDatabase(cluster.url, { pool: 4 })
  onTestFinished(() => db.close())
  const { org, work, runId, link } = await scanWorld(300, db)
  const [edited = ''] = await link()
  await org.control({ command: 'update', object: 'Contact', id: edited, values: { Title: 'edited' } })

  const sealed = await stageSalesforce(work, runId, small)
  await cluster.crash()
  await expect(compare(work, sealed)).rejects.toThrow(ScanVoidError)
  const key = { orgId: 1, runId, side: 'salesforce' } as const
  expect(await scanOf(db, key)).toMatchObject({ state: 'void', differentRows: null })

  const compared = await compare(work, await stageSalesforce(work, runId, small))
  expect([compared.different, compared.missing]).toEqual([1, 0])
  await cluster.crash()
  await expect(Array.fromAsync(missing(work, compared))).rejects.toThrow(ScanVoidError)
  await expect(Array.fromAsync(differing(work, compared))).rejects.toThrow(ScanVoidError)
  // It begins again by itself, and not from what is gone.
  expect(await compare(work, await stageSalesforce(work, runId, small))).toMatchObject({
    different: 1,
    missing: 0
  })
})

test('a database crash in the middle of staging is found out when the scan is sealed', async () => {
  const cluster = await startOwnCluster()
  onTestFinished(() => cluster.stop())
  const db = await openDatabase(cluster.url, { pool: 4 })
  onTestFinished(() => db.close())
  const { work, runId, link } = await scanWorld(300, db)
  await link()
  let pages = 0
  const crashing = {
    ...work,
    alive: () => {
      if (++pages === 4) throw new Error('the process ends here')
    }
  }
  await expect(stageSalesforce(crashing, runId, small)).rejects.toThrow('ends here')
  await cluster.crash()
  await expect(stageSalesforce(work, runId, small)).rejects.toThrow(/crashed in between/)
  const compared = await compare(work, await stageSalesforce(work, runId, small))
  expect([compared.different, compared.missing, compared.unchanged]).toEqual([0, 0, 300])
})

test('SIGKILL anywhere repeats one page at most, and the result is the same', async () => {
  const { org, db, held, work, runId, link, set } = await scanWorld(600)
  await link()
  await set({ latencyMs: 15, bulkPageSize: 20 })
  const key = { orgId: 1, runId, side: 'salesforce' } as const
  const job = { url: db.url, held, runId, login: jwt(org), maxRecords: 20 }
  const script = fileURLToPath(new URL('../support/scan-child.ts', import.meta.url))
  const pages: string[] = []
  for (const until of [1, 8, 17]) {
    const child = spawn(process.execPath, [script, JSON.stringify(job)], {
      stdio: ['ignore', 'ignore', 'inherit']
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const exited = once(child, 'exit')
    await eventually(
      () => scanOf(db, key),
      (scan) => (scan?.pages ?? 0) >= until,
      60,
      2
    )
    child.kill('SIGKILL')
    await exited
    pages.push((await scanOf(db, key))?.state ?? '')
  }
  // Each was killed on its way: otherwise this proves nothing.
  expect(pages).toEqual(['staging', 'staging', 'staging'])
  const before = await scanOf(db, key)
  let opened = 0
  const counting = {
    ...work,
    session: {
      ...work.session,
      open: (request: Parameters<typeof work.session.open>[0]) => {
        opened++
        return work.session.open(request)
      }
    }
  }
  const scan = await stageSalesforce(counting, runId, { maxRecords: 20, firstWaitMs: 2 })
  expect(scan).toMatchObject({ state: 'sealed', stagedRows: 600, pages: 30 })
  // What was committed is not asked for again.
  expect(opened).toBe(30 - (before?.pages ?? 0))
  const compared = await compare(work, scan)
  expect([compared.different, compared.missing, compared.unchanged]).toEqual([0, 0, 600])
})
