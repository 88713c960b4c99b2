import { expect, test } from 'vitest'
import { dueHints } from '../../middleware/database/inbox.ts'
import { record } from '../../middleware/database/record.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { freshDatabase } from '../support/database.ts'
import { contactId, created, heldRun, storedConnection } from '../support/fixtures.ts'

const ROUNDS = 40

test('a child and its parent that are recorded in the same moment by two lanes find each other, whichever is first', async () => {
  const db = await freshDatabase()
  const connection = await storedConnection(db)
  const live = await heldRun(db)
  const backfill = await heldRun(db, 1, lanes.backfill, 'node B')
  const batch = { pairId: 1, rev: 1, done: [], checkpoint: {} }
  for (let round = 0; round < ROUNDS; round++) {
    const [parent, child] = [2 * round + 1, 2 * round + 2]
    const waits = { side: 'salesforce', record_id: contactId(child), parent_pair: 1, parent_side: 'salesforce', parent_id: contactId(parent) } as const // prettier-ignore
    const waiting = created(child, { extId: null, salesforce: null, bucket: 'waiting', waits })
    await Promise.all([
      record(db, live.held, { ...batch, runId: live.runId, outcomes: [created(parent)] }),
      record(db, backfill.held, { ...batch, runId: backfill.runId, outcomes: [waiting] })
    ])
  }
  expect(await db.withOrg(1, (tx) => tx.selectFrom('waits').select('record_id').execute())).toEqual([])
  expect(await dueHints(db, connection, 'Contact', 1000)).toHaveLength(ROUNDS)
})

test('two lanes that link two records to one outside in the same moment: one is linked, the other is held', async () => {
  const db = await freshDatabase()
  await storedConnection(db)
  const live = await heldRun(db)
  const backfill = await heldRun(db, 1, lanes.backfill, 'node B')
  const batch = { pairId: 1, rev: 1, done: [], checkpoint: {} }
  for (let round = 0; round < ROUNDS; round++) {
    const extId = `both-${round}`
    const counted = await Promise.all([
      record(db, live.held, { ...batch, runId: live.runId, outcomes: [created(2 * round + 1, { extId })] }),
      record(db, backfill.held, {
        ...batch,
        runId: backfill.runId,
        outcomes: [created(2 * round + 2, { extId })]
      })
    ])
    expect(counted).toContainEqual({ created: 1 })
    expect(counted).toContainEqual({ held: 1 })
  }
})
