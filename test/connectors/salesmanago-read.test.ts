import { describe, expect, test } from 'vitest'
import { salesmanago } from '../../middleware/connectors/salesmanago/connector.ts'
import { anna, bothWays, jan, world } from './salesmanago-world.ts'

const day = 86_400_000
const people = (count: number) => Array.from({ length: count }, (_, n) => ({ email: `p${n}@example.com` }))

/** What no other switch has a part in. */
const ofReading = [
  'createdInModified', 'changesOf', 'bounds', 'maxWindowDays', 'resolution', 'requestTime', 'owner', 'emailNormalise',
  'emailCompare', 'unknownInLists', 'unknownFields', 'contactIdsCase', 'upsertDeleted'
] as const // prettier-ignore

describe('reading from SALESmanago', () => {
  test.each(bothWays(...ofReading))(
    'everything is read from the beginning, and later what changed (%s)',
    async (_, switches) => {
      const { double, read, later, edit, create } = await world(switches)
      double.control({ seed: { count: 300, days: 400 } })
      later(600_000)
      const first = await read(null, 37)
      expect(first.ids.size).toBe(300)
      later(600_000)
      const [made = ''] = await create({ email: 'late@example.com' })
      edit({ contact: { email: 'person7@example.com', name: 'Edited' } })
      later(1_000)
      const next = await read(first.cursor)
      expect(next.changes.map(({ values }) => values?.['email']).sort()).toEqual([
        'late@example.com',
        'person7@example.com'
      ])
      expect(next.ids).toContain(made)
    }
  )

  test.each(bothWays('changesOf', 'emailNormalise', 'unknownInLists'))(
    'contacts of a colleague of the Data Owner are not told, and are found (%s)',
    async (_, switches) => {
      const { double, ctx, create, read, later } = await world(switches)
      const [mine = ''] = await create(anna())
      const settings = { ...double.settings, owner: 'colleague@example.com' }
      const written = await salesmanago.write({ ...ctx, settings }, { object: 'contact', operations: [{ kind: 'create', values: jan() }] }) // prettier-ignore
      later(1_000)
      expect((await read(null)).ids).toEqual(new Set([mine]))
      const found = await salesmanago.find(ctx, { object: 'contact', field: 'email', values: ['jan@example.com', 'nobody@example.com'] }) // prettier-ignore
      expect(found.map(({ id }) => id)).toEqual(written.map((one) => one.ok && one.id))
    }
  )

  test.each(bothWays('deletedInLists', 'unknownInLists', 'refusalTexts', 'refusalStatus'))(
    'a contact that was deleted is told as gone, and its neighbours as they are (%s)',
    async (_, switches) => {
      const { double, create, read, later, ctx } = await world(switches)
      const ids = await create(anna(), jan(), { email: 'ewa@example.com' })
      later(600_000)
      const { cursor } = await read(null)
      const removed = { 'anna@example.com': false, 'jan@example.com': true }
      for (const [email, permanently] of Object.entries(removed)) double.control({ remove: { email, permanently } }) // prettier-ignore
      later(1_000)
      const { changes } = await read(cursor)
      const softly = switches.deletedInLists === undefined ? [{ id: ids[0], values: null }] : []
      expect(changes).toMatchObject(softly)
      // What a list of changes does not tell, a look by id does.
      const found = await salesmanago.find(ctx, { object: 'contact', field: 'id', values: ids })
      expect(found.filter(({ deleted }) => !deleted).map(({ id }) => id)).toEqual([ids[2]])
    }
  )

  test.each(bothWays('tagsBumpModified', 'optBumpsModified', 'scoreBumpsModified', 'tagNormalise'))(
    'a tag, a status or a score that changed is told with the next change at the latest, and the last visit to who asks (%s)',
    async (_, switches) => {
      const { double, ctx, create, edit, read, later } = await world(switches)
      const values = await create(anna())
      later(600_000)
      const { cursor } = await read(null)
      edit({ contact: { email: 'anna@example.com' }, tags: ['VIP'] })
      edit({ contact: { email: 'anna@example.com' }, forceOptOut: true })
      const lastVisit = ctx.now().getTime()
      double.control({ activity: { email: 'anna@example.com', score: 42, lastVisit } })
      later(1_000)
      edit({ contact: { email: 'anna@example.com', fax: '+48221112233' } })
      later(1_000)
      const { changes } = await read(cursor)
      expect(changes.map(({ values }) => values)).toMatchObject([
        { tagList: 'VIP', shownOptedOut: true, score: 42 }
      ])
      const [found] = await salesmanago.find(ctx, { object: 'contact', field: 'id', values, fields: ['lastVisit'] }) // prettier-ignore
      expect(found?.values['lastVisit']).toBe(new Date(lastVisit).toISOString())
    }
  )

  test('a login that the vendor refuses is never taken for contacts that are gone', async () => {
    const { double, ctx, create } = await world({ unknownInLists: 'refuse' })
    const ids = await create(anna(), jan())
    const settings = { ...double.settings, owner: 'nobody@example.com' }
    const look = salesmanago.find({ ...ctx, settings }, { object: 'contact', field: 'id', values: ids })
    await expect(look).rejects.toMatchObject({ kind: 'invalid' })
  })

  test('a contact on the border of two windows is read, even if bounds do not count in', async () => {
    const { double, ctx, read } = await world({ bounds: 'exclusive' })
    const border = Date.UTC(2011, 0, 31)
    double.control({ seed: { count: 1, days: (ctx.now().getTime() - border) / day } })
    expect((await read(null)).ids.size).toBe(1)
  })

  const windows = bothWays('createdInModified', 'bounds', 'maxWindowDays', 'resolution')
  test.each(windows)(
    'a mass change of contacts that are long known is read whole (%s)',
    async (_, switches) => {
      const { double, read, edit, later } = await world(switches)
      double.control({ seed: { count: 1_500, days: 1_000 } })
      const { cursor } = await read(null, 1_000)
      later(300_000)
      for (let n = 0; n < 1_500; n++) {
        edit({ contact: { email: `person${n}@example.com`, fax: 'edited' } })
        later(10)
      }
      expect((await read(cursor, 200)).ids.size).toBe(1_500)
    }
  )

  test.each(windows)('contacts that change between two pages push nobody out (%s)', async (_, switches) => {
    const { double, read, edit } = await world(switches)
    double.control({ seed: { count: 200, days: 20 } })
    let n = 0
    const { ids } = await read(null, 10, () => {
      for (let some = 0; some < 5; some++)
        edit({ contact: { email: `person${n++ % 200}@example.com`, fax: String(n) } })
    })
    expect(ids.size).toBe(200)
  })

  test.each(windows)(
    'more contacts than a page holds are read, even when all changed in one second (%s)',
    async (_, switches) => {
      const { double, read, later } = await world(switches)
      double.control({ seed: { count: 2_500 } })
      double.control({ seed: { count: 3_500, days: 2 } })
      later(10_000)
      expect((await read(null, 1_000)).ids.size).toBe(6_000)
    }
  )

  test('a list of new contacts that is larger than a reply may be is read in narrower windows', async () => {
    const { double, ctx, later } = await world({ createdInModified: 'no' })
    double.control({ seed: { count: 150_000, days: 1 } })
    later(10_000)
    let cursor: string | null = null
    for (let pages = 0, seen = 0; seen < 2_000; pages++) {
      const page = await salesmanago.read(ctx, { object: 'contact', cursor, limit: 500 })
      seen += page.changes.length
      cursor = page.cursor
      expect(page.done).toBe(false)
      expect(pages).toBeLessThan(40)
    }
  }, 60_000)

  const clocks = [day, -day].flatMap((ahead) => windows.map(([title, one]) => [ahead, title, one] as const))
  test.each(clocks)('a vendor whose clock is %i ms off loses nothing (%s)', async (ahead, _, switches) => {
    const { create, read, later, edit } = await world(switches, ahead)
    await create(...people(3))
    let { cursor, ids } = await read(null)
    later(300_000)
    for (let n = 0; n < 5; n++) {
      edit({ contact: { email: `p${n % 3}@example.com`, fax: `fax ${n}` } })
      later(60_000)
      const next = await read(cursor)
      cursor = next.cursor
      ids = ids.union(next.ids)
      if (n > 0) expect(next.changes.map(({ values }) => values?.['fax'])).toContain(`fax ${n}`)
    }
    expect(ids.size).toBe(3)
  })

  test.each(windows)(
    'what changed a moment ago is read now, and not at the next look (%s)',
    async (_, switches) => {
      const { create, read, later } = await world(switches)
      later(706)
      let { cursor } = await read(null)
      for (let n = 0; n < 12; n++) {
        later(294 + 83 * n)
        const [id] = await create({ email: `p${n}@example.com` })
        later(switches.resolution || switches.bounds ? 2 : 0)
        const next = await read(cursor)
        cursor = next.cursor
        expect([n, next.ids.has(id ?? '')]).toEqual([n, true])
      }
    }
  )

  test.each(windows)(
    'the first pass makes no more calls than there are windows (%s)',
    async (_, switches) => {
      const { double, read } = await world(switches)
      await read(null)
      const { calls } = double.seen
      expect(Object.values(calls).reduce((sum, count) => sum + count, 0)).toBeLessThan(400)
    }
  )

  test.each(bothWays('unknownFields', 'emptyString', 'addressParts', 'newContact'))(
    'what can not be told in our terms stays unknown (%s)',
    async (_, switches) => {
      const { create, edit, find } = await world(switches)
      const [id = ''] = await create({ email: 'anna@example.com' })
      expect(await find(id)).toMatchObject({ birthday: null, 'address.city': null, tags: [] })
      edit({ contact: { email: 'anna@example.com' }, birthday: '0804' })
      expect(await find(id)).not.toHaveProperty('birthday')
      edit({ contact: { email: 'anna@example.com' }, birthday: '19840804' })
      expect(await find(id)).toMatchObject({ birthday: '1984-08-04' })
    }
  )

  test('a reading position that is not ours is refused', async () => {
    const { ctx } = await world()
    for (const cursor of ['', 'x', 'null', '{}', '{"from":"a"}'])
      await expect(salesmanago.read(ctx, { object: 'contact', cursor, limit: 1 })).rejects.toMatchObject({
        kind: 'schema'
      })
  })
})
