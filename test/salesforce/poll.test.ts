import { expect, test } from 'vitest'
import { poll, serverNow, type Place, type PollPage } from '../../middleware/salesforce/poll.ts'
import { gathered, world } from './world.ts'

const hour = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()
const idsOf = (pages: readonly PollPage[]) => pages.flatMap((page) => page.records.map((one) => one.id))

/** An org with `n` contacts whose stamps `stampOf` sets, in milliseconds. */
async function stamped(n: number, stampOf: (n: number) => number) {
  const it = await world()
  const ids: string[] = []
  for (let i = 0; i < n; i++) {
    const id = await it.create('Contact', { LastName: `Person ${i}` })
    const values = { SystemModstamp: stampOf(i) }
    await it.org.control({ command: 'alter', object: 'Contact', id, values })
    ids.push(id)
  }
  return { ...it, ids }
}

test('5,000 records of one equal stamp come once each, at small pages, also after a stop at any place', async () => {
  const noon = Date.UTC(2026, 10, 20, 12)
  const { ids, session } = await stamped(5000, () => noon)
  const request = {
    object: 'Contact',
    fields: ['LastName'],
    from: iso(noon - 300_000),
    until: iso(noon + 1000),
    pageSize: 300
  }
  const pages = await gathered(poll(session, { ...request, after: null }))
  expect(idsOf(pages)).toEqual(ids)
  expect(pages).toHaveLength(17)

  const stopped = pages[6]?.after as Place
  const rest = await gathered(poll(session, { ...request, after: stopped }))
  expect(idsOf(rest)).toEqual(ids.slice(7 * 300))
})

test('changes come in order between two instants, deletes among them, bounds kept', async () => {
  const start = Date.UTC(2026, 10, 20, 8)
  // Pairs of equal stamps, one pair a minute, the newest first by id.
  const { ids, org, session, set } = await stamped(20, (n) => start - Math.floor(n / 2) * 60_000)
  const [first = '', second = ''] = ids
  await org.control({ command: 'delete', object: 'Contact', id: second })
  await org.control({ command: 'alter', object: 'Contact', id: second, values: { SystemModstamp: start } })
  await set({ pageSize: 2 })

  const window = { from: iso(start - 5 * 60_000), until: iso(start) }
  const request = { object: 'Contact', fields: ['LastName'], after: null, pageSize: 3 }
  expect(idsOf(await gathered(poll(session, { ...request, ...window })))).toEqual(
    [5, 4, 3, 2, 1].flatMap((pair) => ids.slice(pair * 2, pair * 2 + 2))
  )
  const last = await gathered(poll(session, { ...request, from: iso(start), until: iso(start + 1) }))
  expect(last.flatMap((page) => page.records)).toMatchObject([
    { id: first, deleted: false, stamp: iso(start), values: { LastName: 'Person 0' } },
    { id: second, deleted: true, stamp: iso(start), values: null }
  ])
})

test('an idle poll costs one call and ends at the clock of the server, not at ours', async () => {
  const { org, session, calls } = await world()
  await session.identity()
  await org.control({ command: 'advance', ms: 1.5 * hour })
  await gathered(
    poll(session, { object: 'Lead', fields: [], after: null, from: iso(org.now()), until: null })
  )
  calls.length = 0
  const from = iso(org.now() - hour)
  const [page, ...more] = await gathered(
    poll(session, { object: 'Lead', fields: [], after: null, from, until: null })
  )
  expect(page).toMatchObject({ records: [], after: null, done: true })
  expect(Math.abs(Date.parse(page?.until ?? '') - org.now())).toBeLessThan(2000)
  expect([more.length, calls.length]).toEqual([0, 1])
  expect(Math.abs((await serverNow(session)).getTime() - org.now())).toBeLessThan(2000)
})

test('an object whose stamp can not be filtered is refused in words', async () => {
  const { session } = await world()
  session.described.set('Odd', {
    name: 'Odd',
    label: 'Odd',
    fields: ['Id', 'SystemModstamp'].map((name) => ({
      name, label: name, type: 'datetime', length: 0, filterable: false, createable: false, updateable: false,
      calculated: false, nillable: true, defaultedOnCreate: false, restrictedPicklist: false, picklistValues: [],
      referenceTo: []
    })) // prettier-ignore
  })
  const odd = poll(session, { object: 'Odd', fields: [], after: null, from: iso(0), until: null })
  await expect(gathered(odd)).rejects.toMatchObject({
    kind: 'schema',
    message: expect.stringContaining("can't be filtered") as string
  })
})
