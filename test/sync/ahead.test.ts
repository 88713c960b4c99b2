import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import '../support/pipeline.ts'
import { openAddressKey, newAddressKey } from '../../middleware/secrets/address-key.ts'
import { createSealer } from '../../middleware/secrets/seal.ts'
import { ahead } from '../../middleware/sync/ahead.ts'
import { outcomeOf, type Resolved } from '../../middleware/sync/change.ts'
import { consentOf } from '../../middleware/sync/consent-batch.ts'
import { record } from '../../middleware/database/record.ts'
import { freshDatabase } from '../support/database.ts'
import { changeOf, contactId, heldRun, storedConnection } from '../support/fixtures.ts'
import { contactPair } from './scan-world.ts'

async function* counted(to: number, told: string[]) {
  try {
    for (let n = 1; n <= to; n++) {
      told.push(`make ${n}`)
      await sleep(1)
      yield n
    }
  } finally {
    told.push('closed')
  }
}

test('the next item is made while one is worked on, one ahead and no more', async () => {
  const told: string[] = []
  for await (const n of ahead(counted(3, told))) {
    await sleep(20)
    told.push(`done ${n}`)
  }
  expect(told).toEqual(['make 1', 'make 2', 'done 1', 'make 3', 'done 2', 'closed', 'done 3'])
})

test('what follows an item is made only when nothing that came before it is open', async () => {
  const told: string[] = []
  let recorded = Promise.resolve()
  const isPoint = (n: number) => (n === 2 ? recorded : Promise.resolve())
  for await (const n of ahead(counted(3, told), isPoint)) {
    recorded = recorded.then(() => sleep(30)).then(() => void told.push(`recorded ${n}`))
    told.push(`done ${n}`)
  }
  await recorded
  expect(told.indexOf('recorded 1')).toBeLessThan(told.indexOf('make 3'))
  expect(told.indexOf('make 2')).toBeLessThan(told.indexOf('recorded 1'))
})

test('a settlement that fails ends what is made ahead', async () => {
  const told: string[] = []
  const read = async () => {
    for await (const n of ahead(counted(9, told), (one) => (one === 2 ? Promise.reject(new Error('not recorded')) : Promise.resolve()))) told.push(`done ${n}`) // prettier-ignore
  }
  await expect(read()).rejects.toThrow('not recorded')
  expect(told).toEqual(['make 1', 'make 2', 'done 1', 'closed'])
})

test('whoever stops early, or fails, closes what is made ahead', async () => {
  const told: string[] = []
  for await (const n of ahead(counted(9, told))) if (n === 2) break
  expect(told).toEqual(['make 1', 'make 2', 'make 3', 'closed'])
  const failing = async () => {
    for await (const n of ahead(counted(9, told))) throw new Error(`stopped at ${n}`)
  }
  await expect(failing()).rejects.toThrow('stopped at 1')
  expect(told.at(-1)).toBe('closed')
})

test('what fails while it is made ahead is told when its turn has come, not before', async () => {
  async function* broken() {
    yield 1
    await sleep(1)
    throw new Error('the page is gone')
  }
  const seen: number[] = []
  const read = async () => {
    for await (const n of ahead(broken())) {
      await sleep(20)
      seen.push(n)
    }
  }
  await expect(read()).rejects.toThrow('the page is gone')
  expect(seen).toEqual([1])
})

test('an opt-out that the batch before proved and has not recorded yet counts for the same address in the next one', async () => {
  const db = await freshDatabase()
  const { orgId } = await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const sealer = createSealer(Buffer.alloc(32, 7).toString('base64'))
  const key = openAddressKey(sealer, orgId, newAddressKey(sealer, orgId))
  const work = {
    db,
    held,
    pair: contactPair(),
    now: () => new Date(),
    addressKey: () => Promise.resolve(key)
  }
  const contact = (n: number, out: boolean): Resolved => {
    const values = { Id: contactId(n), Email: n === 3 ? 'jan@example.com' : 'anna@example.com', HasOptedOutOfEmail: String(out) } // prettier-ignore
    const change = changeOf(n, { values })
    return { change, link: null, salesforce: { id: change.id, stamp: change.stamp, values }, external: null, held: null, skipped: null, fate: null } // prettier-ignore
  }
  const [out, twin, other] = [contact(1, true), contact(2, false), contact(3, false)]
  const first = await consentOf(work, [out])

  const next = await consentOf(work, [twin, other], first.events)
  expect([...next.view(twin).ever]).toEqual(['optedOut'])
  expect([...next.view(other).ever]).toEqual([])

  // Once it is recorded the ledger says the same.
  const outcomes = [outcomeOf(out, 'skipped', { code: 'opted-out' })]
  await record(db, held, {
    pairId: 1,
    rev: 1,
    runId,
    outcomes,
    done: [],
    checkpoint: {},
    consent: first.notes
  })
  const later = await consentOf(work, [twin, other])
  expect([...later.view(twin).ever]).toEqual(['optedOut'])
})
