import { describe, expect, test } from 'vitest'
import type { Values } from '../../middleware/connectors/connector.ts'
import { same } from '../../middleware/connectors/salesmanago/contact.ts'
import { isSwitch, switches } from '../doubles/salesmanago/switches.ts'
import { anna, jan, world } from './salesmanago-world.ts'

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

/** Switches of what is not certain: every write has to come out right, or be told as kept, under both behaviours. */
const behaviours = Object.entries(switches)
  .filter(([name]) => name !== 'account')
  .flatMap(([name, values]) => values.map((value) => [name, value] as const))

describe('writing to SALESmanago, whichever way it behaves', () => {
  test.each(behaviours)(
    '%s: %s - what it holds is what was sent, or what is told as kept',
    async (name, value) => {
      const { write, create, find, double } = await world(isSwitch(name) ? { [name]: value } : {})
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

  test.each(switches.batchInvalid)('a bad contact in a batch fails alone (%s)', async (batchInvalid) => {
    const { write, double } = await world({ batchInvalid })
    const bad = { email: 'nobody@nowhere' }
    const results = await write(
      ...[anna(), bad, jan()].map((values) => ({ kind: 'create', values }) as const)
    )
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true])
    expect(results[1]).toMatchObject({
      error: { kind: 'invalid', message: expect.stringContaining('Invalid email') as string }
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

describe('writing to SALESmanago', () => {
  test('a change of address that was carried out and then reported broken makes no second contact', async () => {
    const { write, create, edit, find, double } = await world()
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
  })

  test('an update follows a contact whose address was changed there', async () => {
    const { write, create, edit, at, double } = await world()
    const [id = ''] = await create(anna())
    edit({ contact: { email: 'anna@example.com' }, newEmail: 'anna.kos@example.com' })
    const results = await write({ kind: 'update', id, values: { name: 'Anna Kos' } })
    expect(results).toEqual([{ ok: true, id }])
    expect(at(id)).toMatchObject({ name: 'Anna Kos', email: 'anna.kos@example.com' })
    expect(double.contacts()).toHaveLength(1)
  })

  test('two records with one address never become one contact', async () => {
    const { write, create, at, double } = await world()
    const [first, second] = await write(
      { kind: 'create', values: anna() },
      { kind: 'create', values: jan(anna({ email: 'ANNA@example.com' })) }
    )
    expect(first).toMatchObject({ ok: true })
    expect(second).toMatchObject({
      error: { kind: 'conflict', field: 'email', message: expect.stringContaining('Operation 1 ') as string }
    })
    const [id = ''] = await create(jan())
    const [taken] = await write({ kind: 'update', id, values: { email: 'anna@example.com' } })
    expect(taken).toMatchObject({ error: { kind: 'conflict' } })
    expect(at(id)?.email).toBe('jan@example.com')
    expect(double.contacts()).toHaveLength(2)
  })

  test('an update that changes nothing sends nothing', async () => {
    const { write, create, double } = await world()
    const [id = ''] = await create(whole)
    const before = double.seen.calls['/contact/upsert']
    expect(await write({ kind: 'update', id, values: { ...whole, tags: ['salesforce', 'vip'] } })).toEqual([
      { ok: true, id }
    ])
    expect(double.seen.calls['/contact/upsert']).toBe(before)
  })

  test('a contact the server breaks on fails alone, and a server that breaks on all is left in peace', async () => {
    const { write, double } = await world()
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
  })

  test('a value the vendor has no place for names its field and harms no neighbour', async () => {
    const { write } = await world()
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
  })

  test('a detail may be called anything', async () => {
    const { write, create, find } = await world()
    const [id = ''] = await create(anna({ 'details.constructor': 'x' }))
    await write({ kind: 'update', id, values: { 'details.toString': 'y' } })
    expect(await find(id)).toMatchObject({ 'details.constructor': 'x', 'details.toString': 'y' })
  })
})
