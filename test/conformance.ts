import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ConnectorError,
  type Connector,
  type ErrorKind,
  type Values,
  type WriteOperation
} from '../middleware/connectors/connector.ts'
import { applyCanon } from '../middleware/sync/canon-text.ts'
import { failures, startWorld, type Practise } from './conformance-world.ts'

const kinds: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid',
  401: 'auth',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  422: 'invalid',
  429: 'rate-limited',
  500: 'unavailable',
  503: 'unavailable'
}

// prettier-ignore
const garbage = [
  '', 'null', '[]', '{}', '42', '"text"', 'true', '{"success":true}', '{"success":true,"message":null,"contacts":[null]}',
  '<html><body>Maintenance</body></html>', '{"success":tr', '{"__proto__":{"polluted":1}}', '\ufffe', '['.repeat(100_000),
  '{"success":"yes","contacts":{}}', '{"success":true,"contacts":"x","users":1,"contactIds":[],"modifiedContacts":[3]}'
]

/** The promises every connector keeps, shown on real sockets against the double of its system. */
export function conformance(connector: Connector, practise: Practise): void {
  const world = () => startWorld(connector, practise)

  describe(`${connector.label} keeps the promises of a connector`, () => {
    test('good settings pass the check, bad ones name the setting to correct', async () => {
      const { practice, ctx, context } = await world()
      await connector.check(ctx)
      for (const { settings, setting } of practice.wrong) {
        const check = async () => connector.check(context(settings))
        await expect(check()).rejects.toMatchObject({ name: 'ConnectorError', setting })
      }
    })

    test('the same operations twice make one record', async () => {
      const { practice, write, create } = await world()
      const first = await write(create(1), create(2))
      const second = await write(create(1), create(2))
      expect(second).toEqual(first)
      expect(practice.count()).toBe(2)
    })

    test('an operation whose reply was lost can be repeated', async () => {
      const { practice, write, create } = await world()
      practice.fail({ cut: true })
      const [lost] = await write(create(1))
      expect(lost).toMatchObject({ ok: false, error: { kind: 'unavailable' } })
      expect(await write(create(1))).toMatchObject([{ ok: true }])
      expect(practice.count()).toBe(1)
    })

    test('reading loses nothing, whatever the size of a page', async () => {
      const { ids, later, readAll } = await world()
      const made = (await ids(25)).sort()
      later(86_400_000)
      for (const limit of [1, 7, 25, 100]) {
        const { changes } = await readAll(null, limit)
        expect([...new Set(changes.map(({ id }) => id))].sort()).toEqual(made)
      }
    })

    test('reading on when nothing happened returns nothing, and later exactly what did', async () => {
      const { practice, ids, later, readAll } = await world()
      const [edited = ''] = await ids(5)
      later(connector.limits.overlapMs + 60_000)
      const first = await readAll(null, 100)
      const idle = await readAll(first.cursor, 100)
      expect(idle.changes).toEqual([])
      later(5_000)
      practice.edit(edited)
      later(5_000)
      const { changes } = await readAll(idle.cursor, 100)
      expect(changes.map(({ id }) => id)).toEqual([edited])
    })

    test('a record that is refused fails alone, and results keep their order', async () => {
      const { practice, write, find, create, spec } = await world()
      const operations: WriteOperation[] = Array.from({ length: 200 }, (_, n) => create(n))
      operations[77] = { kind: 'create', values: practice.poison }
      const results = await write(...operations)
      expect(results.flatMap((result, index) => (result.ok ? [] : [index]))).toEqual([77])
      expect(results[77]).toMatchObject({ error: { kind: 'invalid', retryable: false } })
      const key = String(create(78).values[spec.createKey])
      const [found] = await find(spec.createKey, key)
      expect(results[78]).toMatchObject({ id: found?.id })
    })

    test('every status becomes a kind, and only passing faults may be retried', async () => {
      for (const [status, kind] of Object.entries(kinds)) {
        const far = await world()
        const [id = ''] = await far.ids(1)
        far.practice.fail({ status: Number(status), times: Infinity })
        const errors = await failures(connector, far, id)
        const retryable = Number(status) === 429 || Number(status) >= 500
        expect(errors.map((error) => [status, (error as ConnectorError).kind])).toEqual(
          errors.map(() => [status, kind])
        )
        expect(
          errors.every((error) => error instanceof ConnectorError && error.retryable === retryable)
        ).toBe(true)
      }
    })

    test('a garbled reply is an error of the system, never a crash', async () => {
      for (const body of garbage) {
        const far = await world()
        const [id = ''] = await far.ids(1)
        far.practice.fail({ body, times: Infinity })
        for (const error of await failures(connector, far, id)) {
          expect(error, body.slice(0, 80)).toBeInstanceOf(ConnectorError)
          expect(['schema', 'unavailable']).toContain((error as ConnectorError).kind)
        }
      }
      expect({}).not.toHaveProperty('polluted')
    })

    test('no error shows a secret', async () => {
      const secrets = connector.settings.filter(({ type }) => type === 'secret').map(({ name }) => name)
      for (const fault of [{ status: 500 }, { status: 400, body: '{"x":1}' }, { body: '<' }, { cut: true }]) {
        const far = await world()
        const [id = ''] = await far.ids(1)
        far.practice.fail({ ...fault, times: Infinity })
        const shown = inspect(await failures(connector, far, id), { depth: 12, showHidden: true })
        for (const name of secrets) expect(shown).not.toContain(far.practice.double.settings[name])
      }
    })

    test('a sync never takes an opt-out back', async () => {
      const { practice, write, find, create, spec } = await world()
      const consent = Object.entries(spec.fields).filter(([, { type }]) => type === 'opt-out')
      const all = (value: boolean | null): Values =>
        Object.fromEntries(consent.map(([name]) => [name, value]))
      const [result] = await write({ kind: 'create', values: { ...create(1).values, ...all(true) } })
      const id = result?.ok === true ? result.id : ''
      for (const value of [false, null]) {
        await write({ kind: 'update', id, values: { ...create(1).values, ...all(value) } })
        await write({ kind: 'create', values: { ...create(1).values, ...all(value) } })
        await write({ kind: 'create', values: { ...create(3).values, ...all(value) } })
        expect((await find('id', id))[0]?.values).toMatchObject(all(true))
      }
      expect(practice.optIns()).toBe(0)
    })

    test('what the system keeps is what the declared rules make of a value, and they are stable', async () => {
      const { practice, write, find, spec } = await world()
      const [result] = await write({ kind: 'create', values: practice.uneven })
      const [kept] = await find('id', result?.ok === true ? result.id : '')
      for (const [field, sent] of Object.entries(practice.uneven)) {
        const rules = spec.fields[field]?.canon ?? []
        const canon = (text: string) => rules.reduce((value, rule) => applyCanon(rule, value), text)
        expect(kept?.values[field]).toEqual(Array.isArray(sent) ? sent.map(canon) : canon(String(sent)))
        fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => canon(canon(text)) === canon(text)))
      }
    })

    test('fields that nobody has heard of are ignored', async () => {
      const { practice, ids, find, readAll } = await world()
      const [id = ''] = await ids(1)
      const [before] = await find('id', id)
      practice.surprise()
      expect(await find('id', id)).toEqual([before])
      expect((await readAll(null, 10)).changes.map(({ values }) => values)).toEqual([before?.values])
    })

    test('a record that is gone is a tombstone, can not be updated, and may be deleted again', async () => {
      const { practice, ids, later, readAll, write, create } = await world()
      const [kept = '', gone = '', mine = ''] = await ids(3)
      practice.remove(gone)
      expect(await write({ kind: 'delete', id: mine })).toMatchObject([{ ok: true }])
      later(10_000)
      const { changes } = await readAll(null, 10)
      expect(
        changes
          .filter(({ values }) => values === null)
          .map(({ id }) => id)
          .sort()
      ).toEqual([gone, mine].sort())
      const results = await write(
        { kind: 'update', id: gone, values: { ...create(9).values } },
        { kind: 'update', id: kept, values: { ...create(8).values } },
        { kind: 'delete', id: mine }
      )
      expect(results).toMatchObject([{ error: { kind: 'not-found' } }, { ok: true }, { ok: true }])
    })

    test('a call ends as soon as it is told to', async () => {
      const { practice, context } = await world()
      const stop = new AbortController()
      practice.fail({ hang: true, times: Infinity })
      const call = connector.check(context(practice.double.settings, stop.signal))
      const outcome = expect(call).rejects.toMatchObject({ kind: 'unavailable' })
      stop.abort()
      // The other side never answers, so only the abort can have ended it.
      await outcome
      const before = practice.requests()
      await expect(connector.check(context(practice.double.settings, stop.signal))).rejects.toThrow(
        ConnectorError
      )
      expect(practice.requests()).toBe(before)
    })
  })
}
