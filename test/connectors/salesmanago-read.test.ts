import { describe, expect, test } from 'vitest'
import { salesmanago } from '../../middleware/connectors/salesmanago/connector.ts'
import { world } from './salesmanago-world.ts'

const day = 86_400_000
const people = (count: number) => Array.from({ length: count }, (_, n) => ({ email: `p${n}@example.com` }))

describe('reading from SALESmanago', () => {
  test.each([{}, { createdInModified: 'no' }, { bounds: 'exclusive' }, { maxWindowDays: '30' }])(
    'everything is read from the beginning, and later what changed: %o',
    async (switches) => {
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

  test('a contact on the border of two windows is read, even if bounds do not count in', async () => {
    const { double, ctx, read } = await world({ bounds: 'exclusive' })
    const border = Date.UTC(2011, 0, 31)
    double.control({ seed: { count: 1, days: (ctx.now().getTime() - border) / day } })
    expect((await read(null)).ids.size).toBe(1)
  })

  test('a mass change of contacts that are long known is read whole', async () => {
    const { double, read, edit, later } = await world()
    double.control({ seed: { count: 1_500, days: 1_000 } })
    const { cursor } = await read(null, 1_000)
    later(300_000)
    for (let n = 0; n < 1_500; n++) {
      edit({ contact: { email: `person${n}@example.com`, fax: 'edited' } })
      later(10)
    }
    expect((await read(cursor, 200)).ids.size).toBe(1_500)
  })

  test('contacts that change between two pages push nobody out', async () => {
    const { double, read, edit } = await world()
    double.control({ seed: { count: 200, days: 20 } })
    let n = 0
    const { ids } = await read(null, 10, () => {
      for (let some = 0; some < 5; some++)
        edit({ contact: { email: `person${n++ % 200}@example.com`, fax: String(n) } })
    })
    expect(ids.size).toBe(200)
  })

  test('more contacts than a page holds are read, even when all changed in one second', async () => {
    const { double, read, later } = await world()
    double.control({ seed: { count: 2_500 } })
    double.control({ seed: { count: 3_500, days: 2 } })
    later(10_000)
    expect((await read(null, 1_000)).ids.size).toBe(6_000)
  })

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

  test.each([day, -day])('a vendor whose clock is %i ms off loses nothing', async (ahead) => {
    const { create, read, later, edit } = await world({}, ahead)
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

  test('the first pass makes no more calls than there are windows', async () => {
    const { double, read } = await world()
    await read(null)
    const { calls } = double.seen
    expect(Object.values(calls).reduce((sum, count) => sum + count, 0)).toBeLessThan(400)
  })

  test('what can not be told in our terms stays unknown', async () => {
    const { create, edit, find } = await world()
    const [id = ''] = await create({ email: 'anna@example.com' })
    expect(await find(id)).toMatchObject({ birthday: null, 'address.city': null, tags: [] })
    edit({ contact: { email: 'anna@example.com' }, birthday: '0804' })
    expect(await find(id)).not.toHaveProperty('birthday')
    edit({ contact: { email: 'anna@example.com' }, birthday: '19840804' })
    expect(await find(id)).toMatchObject({ birthday: '1984-08-04' })
  })

  test('a reading position that is not ours is refused', async () => {
    const { ctx } = await world()
    for (const cursor of ['', 'x', 'null', '{}', '{"from":"a"}'])
      await expect(salesmanago.read(ctx, { object: 'contact', cursor, limit: 1 })).rejects.toMatchObject({
        kind: 'schema'
      })
  })
})
