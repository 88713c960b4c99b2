import { expect, test } from 'vitest'
import { connectors } from '../../middleware/connectors/index.ts'
import { plan } from '../../middleware/sync/plan.ts'
import { createPair, MappingError } from '../../middleware/sync/pair.ts'
import type { Change, Link, Resolved } from '../../middleware/sync/change.ts'
import { changeOf, contactId } from '../support/fixtures.ts'
import { contacts } from '../support/one-way.ts'

const [connector] = connectors
const spec = contacts
if (connector === undefined) throw new Error('There is no connector.')
const pair = createPair(1, 1, spec, connector.objects[spec.external])
const context = { pair, label: 'SALESmanago', parents: () => null, pairIds: {} }

/** Everything blank but what is given, as a read of a whole record answers. */
const change = (n: number, values: Readonly<Record<string, unknown>> | null, deleted = false): Change => {
  const blank = Object.fromEntries(
    pair.lines.flatMap((line) => line.spec.salesforce).map((name) => [name, null])
  )
  return changeOf(n, { values: values && { ...blank, Id: contactId(n), ...values }, deleted })
}
const resolved = (one: Change, rest: Partial<Resolved> = {}): Resolved => ({
  change: one,
  link: null,
  salesforce: one.values === null ? null : { id: one.id, stamp: one.stamp, values: one.values },
  external: null,
  held: null,
  skipped: null,
  fate: null,
  ...rest
})
const position = (line: string) => pair.lines.findIndex((one) => one.name === line)
const linkOf = (n: number, known: Readonly<Record<string, string>>): Link => {
  const values = pair.lines.map((line) => known[line.name] ?? null)
  return {
    linkId: n,
    sfId: contactId(n),
    extId: `ext-${n}`,
    stamp: null,
    extStamp: null,
    flags: '',
    rev: 1,
    state: 0,
    salesforce: values,
    external: values
  }
}

test('a contact without an e-mail address is left out and counted, not an issue', () => {
  const { operations, outcomes } = plan(context, [resolved(change(1, { LastName: 'Nowak' }))])
  expect(operations).toEqual([])
  expect(outcomes).toMatchObject([{ bucket: 'skipped', code: 'blank-email', issues: [] }])
})

test('two new contacts with one address in a batch: the first is created, the second is held and names the first', () => {
  const twins = [
    change(1, { LastName: 'A', Email: 'same@example.com' }),
    change(2, { LastName: 'B', Email: 'SAME@example.com' })
  ]
  const { operations, outcomes } = plan(context, twins.map((one) => resolved(one))) // prettier-ignore
  expect(operations.map((one) => one.resolved.change.id)).toEqual([contactId(1)])
  expect(outcomes).toMatchObject([{ sfId: contactId(2), bucket: 'held', code: 'link-taken' }])
  expect(outcomes[0]?.issues[0]?.message).toContain(contactId(1))
})

test('only the fields that changed are in the write', () => {
  const known = { email: 'a@example.com', name: 'Anna Nowak', phone: '1', externalId: contactId(1) }
  const now = change(1, { Email: 'a@example.com', FirstName: 'Anna', LastName: 'Nowak', Phone: '2' })
  const { operations } = plan(context, [resolved(now, { link: linkOf(1, known) })])
  expect(operations.map((one) => one.external)).toEqual([
    { kind: 'update', id: 'ext-1', values: { phone: '2' } }
  ])
})

test('a bad value parks its own line with a sentence, and the rest of the record flows', () => {
  const known = {
    email: 'a@example.com',
    name: 'Anna Nowak',
    externalId: contactId(1),
    birthday: '1984-08-04'
  }
  const now = change(1, {
    Email: 'a@example.com',
    FirstName: 'Anna',
    LastName: 'Kowalska',
    Birthdate: 'soon'
  })
  const { operations } = plan(context, [resolved(now, { link: linkOf(1, known) })])
  expect(operations[0]?.external).toMatchObject({ values: { name: 'Anna Kowalska' } })
  expect(operations[0]?.lines?.issues).toMatchObject([{ line: 'birthday', code: 'invalid-value' }])
  // The parked line keeps its bases, so it is written as soon as it is right again.
  expect(operations[0]?.lines?.salesforce[position('birthday')]).toBe('1984-08-04')
})

test('an address cleared in Salesforce stays outside, with a reason', () => {
  const known = { email: 'a@example.com', name: 'Nowak', externalId: contactId(1) }
  const { operations, outcomes } = plan(context, [
    resolved(change(1, { LastName: 'Nowak' }), { link: linkOf(1, known) })
  ])
  expect(operations).toEqual([])
  expect(outcomes[0]?.issues).toMatchObject([{ line: 'email', code: 'required-blank' }])
})

test('a field that could not be read says nothing: it is never taken for a blank', () => {
  const known = { email: 'a@example.com', name: 'Nowak', phone: '1', externalId: contactId(1) }
  const now = change(1, { Email: 'a@example.com', LastName: 'Nowak' })
  const unread = Object.fromEntries(Object.entries(now.values ?? {}).filter(([name]) => name !== 'Phone'))
  const { operations, outcomes } = plan(context, [
    resolved({ ...now, values: unread }, { link: linkOf(1, known) })
  ])
  expect(operations).toEqual([])
  expect(outcomes).toMatchObject([{ bucket: 'unchanged' }])
})

test('what is deleted or out of sight in Salesforce writes nothing outside', () => {
  const link = linkOf(1, { email: 'a@example.com' })
  const { operations, outcomes } = plan(context, [
    resolved(change(1, null, true), { link }),
    resolved(change(2, null, true)),
    resolved(change(3, null), { link: linkOf(3, {}) })
  ])
  expect(operations).toEqual([])
  expect(outcomes.map((one) => [one.bucket, one.code, one.state])).toEqual([
    ['skipped', 'deleted-in-salesforce', 1],
    ['skipped', 'deleted-in-salesforce', null],
    ['skipped', 'not-visible', null]
  ])
})

test('a mapping that speaks of what the connector does not have is refused by name', () => {
  const wrong = (external: string) => () =>
    createPair(
      1,
      1,
      { ...spec, lines: [{ salesforce: ['Phone'], external, direction: 'toExternal', blank: 'ignore' }] },
      connector.objects['contact']
    )
  expect(wrong('shoeSize')).toThrow(
    new MappingError(`${spec.name}: ${connector.objects['contact']?.label ?? ''} has no field "shoeSize".`)
  )
  expect(wrong('score')).toThrow(/can only be read/)
})

test('a criterion whose field the sync user can no longer read deletes nobody: the linked record is held, and told', () => {
  const criterion = { all: [{ field: 'Department', is: 'equal', values: ['Sales'] }] } as const
  const leaving = createPair(1, 1, { ...spec, criterion, policy: { ...spec.policy, whenOut: 'delete' } }, connector.objects[spec.external]) // prettier-ignore
  const of = (values: Readonly<Record<string, unknown>>) => {
    const read = { id: contactId(1), stamp: null, values }
    const linked = { ...resolved(change(1, {})), link: linkOf(1, {}), salesforce: read }
    return plan({ ...context, pair: leaving }, [linked])
  }
  expect(of({ Email: 'a@example.com', Department: 'Other' }).operations).toMatchObject([
    { external: { kind: 'delete' } }
  ])
  const { operations, outcomes } = of({ Email: 'a@example.com' })
  expect(operations).toEqual([])
  expect(outcomes).toMatchObject([
    {
      bucket: 'held',
      issues: [{ code: 'criterion-unread', message: expect.stringContaining('Department') as string }]
    }
  ])
})
