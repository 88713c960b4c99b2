import { describe, expect, test } from 'vitest'
import type { Values } from '../../middleware/connectors/connector.ts'
import { same } from '../../middleware/connectors/salesmanago/contact.ts'
import { anna, bothWays, jan, uncertain, world } from './salesmanago-world.ts'

const address = { 'address.streetAddress': 'Dluga 1', 'address.city': 'Krakow' }
const whole: Values = {
  ...anna(address),
  phone: '+48500100200',
  birthday: '1984-08-04',
  tags: ['VIP', 'SALESFORCE'],
  company: 'Example',
  externalId: '0035g00000AbCdEAAV',
  optedOut: true,
  'details.Lead Source': 'Web'
}

const refusing = bothWays('batchInvalid', 'contactIdsCase', 'refusalTexts', 'refusalStatus')

describe('writing to SALESmanago, whichever way it behaves', () => {
  test.each(bothWays(...uncertain))(
    'what it holds is what was sent, or what is told as kept (%s)',
    async (_, switches) => {
      const { write, create, find, double } = await world(switches)
      const [id = '', other = ''] = await create(whole, jan())
      const changes: Values = {
        email: 'anna.nowak@example.com',
        phone: null,
        'address.city': 'Gdynia',
        birthday: null,
        tags: ['VIP', 'NEW ONE'],
        'details.Lead Source': null,
        'details.Title': 'CEO',
        optedOut: false
      }
      const results = await write(
        { kind: 'update', id, values: changes },
        { kind: 'update', id: other, values: { optedOutPhone: true } }
      )
      expect(results).toMatchObject([
        { ok: true, id },
        { ok: true, id: other }
      ])
      const held = await find(id)
      const expected = { ...whole, ...changes, ...(results[0]?.ok === true && results[0].kept) }
      for (const [field, sent] of Object.entries(expected))
        expect([field, same(sent, held[field])]).toEqual([field, true])
      expect(await find(other)).toMatchObject({ optedOutPhone: true })
      expect(double.contacts()).toHaveLength(2)
      expect(double.seen).toMatchObject({ optIns: 0, confirmationMails: 0 })
    }
  )

  test.each(refusing)('a bad contact in a batch fails alone (%s)', async (_, switches) => {
    const { write, double } = await world(switches)
    const bad = { email: 'nobody@nowhere' }
    const results = await write(
      ...[anna(), bad, jan()].map((values) => ({ kind: 'create', values }) as const)
    )
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true])
    expect(results[1]).toMatchObject({
      error: {
        kind: 'invalid',
        message: expect.stringContaining(
          switches.refusalTexts ? 'no reason given' : 'Invalid email'
        ) as string
      }
    })
    expect(double.contacts()).toHaveLength(2)
  })

  test.each([
    ['clear', undefined],
    ['ignore', { phone: '+48500100200' }]
  ])('a blank that is ignored is told as kept (%s)', async (emptyString, kept) => {
    const { write, create } = await world({ emptyString })
    const [id = ''] = await create(anna({ phone: '+48500100200' }))
    const [result] = await write({ kind: 'update', id, values: { phone: null, fax: null } })
    expect(result).toEqual({ ok: true, id, ...(kept && { kept }) })
  })
})

test.each([
  ['renames', undefined],
  ['is-ignored', { email: 'anna@example.com' }]
])('an address that was not changed is told as kept (%s)', async (newEmail, kept) => {
  const { write, create } = await world({ newEmail })
  const [id = ''] = await create(anna())
  const [result] = await write({ kind: 'update', id, values: { email: 'anna.kos@example.com' } })
  expect(result).toEqual({ ok: true, id, ...(kept && { kept }) })
})

test.each(bothWays('details', 'removeTags'))(
  'what was not sent is still there after a write (%s)',
  async (_, switches) => {
    const { write, create, edit, find } = await world(switches)
    const [id = ''] = await create(whole)
    edit({ contact: { email: 'anna@example.com' }, properties: { 'Lead Source': 'Web', Shoe: '38' } })
    const values = { 'details.Lead Source': 'Fair', 'details.Title': 'CEO', tags: ['VIP', 'NEW'] }
    expect(await write({ kind: 'update', id, values })).toEqual([{ ok: true, id }])
    expect(await find(id)).toMatchObject({ ...values, ...address, 'details.Shoe': '38', company: 'Example' })
  }
)

test.each(bothWays('largestBatch', 'batchInvalid', 'refusalStatus', 'refusalTexts'))(
  'a batch that is too large or holds a bad contact costs a few calls more, not one for each contact (%s)',
  async (_, switches) => {
    const { write, double } = await world(switches)
    const people = Array.from({ length: 400 }, (_, n) => ({ email: n === 250 ? 'bad@nowhere' : `p${n}@example.com` })) // prettier-ignore
    const results = await write(...people.map((values) => ({ kind: 'create', values }) as const))
    expect(results.flatMap(({ ok }, n) => (ok ? [] : [n]))).toEqual([250])
    expect(double.contacts()).toHaveLength(399)
    expect(Object.values(double.seen.calls).reduce((sum, n) => sum + n, 0)).toBeLessThan(70)
  }
)

describe('writing to SALESmanago', () => {
  const renaming = bothWays('emailNormalise', 'emailCompare', 'renameTaken', 'resolution')
  test.each(renaming)(
    'a change of address that was carried out and then reported broken makes no second contact (%s)',
    async (_, switches) => {
      const { write, create, edit, find, double } = await world(switches)
      const ids = await create(anna(), jan())
      double.fail({ path: '/contact/batchupsert', cut: true })
      const updates = ids.map(
        (id, n) => ({ kind: 'update', id, values: { email: `p${n}@example.com` } }) as const
      )
      await write(...updates)
      double.fail({ path: '/contact/upsert', cut: true })
      edit({ contact: { email: 'p0@example.com' }, newEmail: 'anna@example.com' })
      await write(...updates)
      expect(await write(...updates)).toMatchObject([{ ok: true }, { ok: true }])
      expect(await find(ids[0] ?? '')).toMatchObject({ email: 'p0@example.com' })
      expect(double.contacts()).toHaveLength(2)
    }
  )

  test.each(renaming)(
    'an update follows a contact whose address was changed there (%s)',
    async (_, switches) => {
      const { write, create, edit, at, double } = await world(switches)
      const [id = ''] = await create(anna())
      edit({ contact: { email: 'anna@example.com' }, newEmail: 'anna.kos@example.com' })
      const results = await write({ kind: 'update', id, values: { name: 'Anna Kos' } })
      expect(results).toEqual([{ ok: true, id }])
      expect(at(id)).toMatchObject({ name: 'Anna Kos', email: 'anna.kos@example.com' })
      expect(double.contacts()).toHaveLength(1)
    }
  )

  test.each([
    ['stored in lower case', {}],
    ['stored as spelled', { emailNormalise: 'keep' }],
    ['stored as spelled, and another in other case', { emailNormalise: 'keep', emailCompare: 'exact' }]
  ])('a contact whose address has capitals is written and deleted as itself (%s)', async (_, switches) => {
    const { write, edit, double } = await world(switches)
    edit({ contact: { email: 'Anna.Nowak@Example.com', name: 'Anna' } })
    const { id = '' } = double.contacts()[0] ?? {}
    const update = { kind: 'update', id, values: { name: 'Anna Nowak', 'details.Title': 'CEO' } } as const
    expect(await write(update, { kind: 'create', values: jan() })).toMatchObject([
      { ok: true, id },
      { ok: true }
    ])
    expect(double.contacts()).toMatchObject([{ id, name: 'Anna Nowak' }, { email: 'jan@example.com' }])
    const moved = { kind: 'update', id, values: { email: 'anna.kos@example.com' } } as const
    expect(await write(moved)).toEqual([{ ok: true, id }])
    expect(await write({ kind: 'delete', id })).toEqual([{ ok: true, id }])
    expect(double.contacts()).toMatchObject([{ id, email: 'anna.kos@example.com', deleted: true }, {}])
  })

  test.each(bothWays('emailNormalise', 'renameTaken', 'newEmail', 'unknownInLists', 'contactIdsCase'))(
    'two records with one address never become one contact (%s)',
    async (_, switches) => {
      const { write, create, at, double } = await world(switches)
      const [first, second] = await write(
        { kind: 'create', values: anna() },
        { kind: 'create', values: jan(anna({ email: 'ANNA@example.com' })) }
      )
      expect(first).toMatchObject({ ok: true })
      expect(second).toMatchObject({
        error: {
          kind: 'conflict',
          field: 'email',
          message: expect.stringContaining('Operation 1 ') as string
        }
      })
      const [id = ''] = await create(jan())
      const [taken] = await write({ kind: 'update', id, values: { email: 'anna@example.com' } })
      expect(taken).toMatchObject({ error: { kind: 'conflict' } })
      expect(at(id)?.email).toBe('jan@example.com')
      expect(double.contacts()).toHaveLength(2)
    }
  )

  test.each(bothWays(...uncertain))(
    'an update that changes nothing sends nothing (%s)',
    async (_, switches) => {
      const { write, create, double } = await world(switches)
      const [id = ''] = await create(whole)
      const before = double.seen.calls['/contact/upsert']
      expect(await write({ kind: 'update', id, values: { ...whole, tags: ['salesforce', 'vip'] } })).toEqual([
        { ok: true, id }
      ])
      expect(double.seen.calls['/contact/upsert']).toBe(before)
    }
  )

  test.each(bothWays('batchInvalid', 'contactIdsCase', 'largestBatch'))(
    'a contact the server breaks on fails alone, and a server that breaks on all is left in peace (%s)',
    async (_, switches) => {
      const { write, double } = await world(switches)
      const operations = Array.from(
        { length: 30 },
        (_, n) => ({ kind: 'create', values: { email: `p${n}@example.com` } }) as const
      )
      double.fail({ path: '/contact/batchupsert', status: 500 })
      double.fail({ path: '/contact/upsert', status: 500 })
      const one = await write(...operations)
      expect(one.flatMap((result, index) => (result.ok ? [] : [[index, result.error.kind]]))).toEqual([
        [0, 'schema']
      ])
      double.fail({ status: 500, times: Infinity })
      const before = double.seen.calls['/contact/upsert'] ?? 0
      const all = await write(...operations)
      expect(new Set(all.map((result) => !result.ok && result.error.kind))).toEqual(new Set(['unavailable']))
      expect((double.seen.calls['/contact/upsert'] ?? 0) - before).toBeLessThanOrEqual(3)
    }
  )

  test.each(refusing)(
    'a value the vendor has no place for names its field and harms no neighbour (%s)',
    async (_, switches) => {
      const { write } = await world(switches)
      const values = [
        anna({ birthday: '04.08.1984' }),
        anna({ score: 7 }),
        anna({ colour: 'red' }),
        { name: 'No address' },
        jan()
      ]
      const results = await write(...values.map((each) => ({ kind: 'create', values: each }) as const))
      expect(results.map((result) => (result.ok ? 'ok' : result.error.field))).toEqual([
        'birthday',
        'score',
        'colour',
        'email',
        'ok'
      ])
    }
  )

  test.each(bothWays('details', 'emptyString'))(
    'a detail may be called anything (%s)',
    async (_, switches) => {
      const { write, create, find } = await world(switches)
      const [id = ''] = await create(anna({ 'details.constructor': 'x' }))
      await write({ kind: 'update', id, values: { 'details.toString': 'y' } })
      expect(await find(id)).toMatchObject({ 'details.constructor': 'x', 'details.toString': 'y' })
    }
  )
})
