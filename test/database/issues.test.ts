import { expect, test } from 'vitest'
import { dueHints } from '../../middleware/database/inbox.ts'
import { ignoreIssues, listIssues, retryIssues } from '../../middleware/database/issues.ts'
import { record } from '../../middleware/database/record.ts'
import type { Issue, Outcome } from '../../middleware/sync/change.ts'
import { freshDatabase } from '../support/database.ts'
import { contactId, created, heldRun, storedConnection } from '../support/fixtures.ts'

const invalid: Issue = {
  line: 'email',
  code: 'invalid-value',
  message: 'Email is not an address. Correct it.'
}
const refused: Issue = { line: '', code: 'invalid', message: 'SALESmanago refused it. Correct it.' }

async function world() {
  const db = await freshDatabase()
  const key = await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const tell = (...outcomes: Outcome[]) =>
    record(db, held, { pairId: 1, rev: 1, runId, done: [], checkpoint: {}, outcomes })
  const rejected = (n: number, ...issues: Issue[]) =>
    created(n, { extId: null, salesforce: null, bucket: 'rejected', issues })
  const open = async () => (await listIssues(db, 1, {}, { limit: 10 })).map((one) => [one.sfId, one.code])
  return { db, key, tell, rejected, open }
}

test('an ignored issue stays away while it says the same, and comes back when it says something else', async () => {
  const { db, tell, rejected, open } = await world()
  await tell(rejected(1, invalid))
  expect(await ignoreIssues(db, 1, { code: 'invalid-value' }, 'Ewa')).toBe(1)
  await tell(rejected(1, invalid))
  expect(await open()).toEqual([])
  await tell(rejected(1, { ...invalid, message: 'Email is too long. Shorten it.' }))
  expect(await open()).toEqual([[contactId(1), 'invalid-value']])
})

test('all issues of a kind are tried again at once, each record by its newest state, and no others', async () => {
  const { db, key, tell, rejected } = await world()
  await tell(rejected(1, invalid, refused), rejected(2, invalid), rejected(3, refused))
  expect(await retryIssues(db, 1, { code: 'invalid-value', line: 'email' }, 'Ewa')).toBe(2)
  const due = await dueHints(db, key, 'Contact', 10)
  expect(due.map((hint) => hint.recordId).sort()).toEqual([contactId(1), contactId(2)])
  expect(await retryIssues(db, 1, { code: 'no-such-kind' }, 'Ewa')).toBe(0)
})

test('a retry that is asked for while an older one is being answered is answered too', async () => {
  const { db, key, tell, rejected } = await world()
  await tell(rejected(1, invalid))
  await retryIssues(db, 1, {}, 'Ewa')
  const before = await dueHints(db, key, 'Contact', 10)
  await retryIssues(db, 1, {}, 'Ewa')
  const { held, runId } = await heldRun(db, 1, 3, 'node B')
  const done = before.map((hint) => hint.seq)
  await record(db, held, { pairId: 1, rev: 1, runId, done, checkpoint: {}, outcomes: [rejected(1, invalid)] })
  expect(await dueHints(db, key, 'Contact', 10)).toHaveLength(1)
})

test('every kind of issue is over when a later run does not find it; a failure says nothing about it', async () => {
  const { tell, rejected, open } = await world()
  await tell(rejected(1, invalid, refused), rejected(2, invalid))
  await tell(created(2, { extId: null, salesforce: null, bucket: 'failed', issues: [] }))
  expect(await open()).toHaveLength(3)
  await tell(rejected(1, refused), created(2))
  expect(await open()).toEqual([[contactId(1), 'invalid']])
  await tell(created(1))
  expect(await open()).toEqual([])
})
