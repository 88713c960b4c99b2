import { expect, test } from 'vitest'
import type { LineSpec, Side } from '../../middleware/connectors/connector.ts'
import { planLines } from '../../middleware/sync/plan-lines.ts'
import { facts, known, one, pairOf } from './line-world.ts'

/** `{}` would match anything that is written. */
const nothing = { changes: [], issues: [] }

test('an edit of either side goes to the other, and only that line', () => {
  const pair = pairOf([{}, {}])
  const now = facts({ known: known(['a', 'a'], ['b', 'b']) })
  expect(
    planLines(pair, 'Vendor', {
      ...now,
      salesforce: { F0__c: 'x', F1__c: 'b' },
      external: { f0: 'a', f1: 'y' }
    })
  ).toMatchObject({
    toExternal: { f0: 'x' },
    toSalesforce: { F1__c: 'y' },
    salesforce: ['x', 'y'],
    external: ['x', 'y'],
    changes: [
      { side: 'external', line: 'f0', value_from: 'a', value_to: 'x' },
      { side: 'salesforce', line: 'f1', value_from: 'b', value_to: 'y' }
    ]
  })
})

test('at first sight filled beats blank, whatever the blank rule, and nothing is cleared', () => {
  for (const blank of ['propagate', 'ignore', 'fill-only'] as const) {
    expect(one({ blank }, null, ['a', null])).toMatchObject({
      toExternal: { f0: 'a' },
      changes: [{ side: 'external' }]
    })
    expect(one({ blank }, null, [null, 'b'])).toMatchObject({
      changes: [{ side: 'salesforce' }],
      toSalesforce: { F0__c: 'b' }
    })
  }
})

test('a clear goes over, is ignored, or only ever fills, as the line says', () => {
  expect(one({ blank: 'propagate' }, ['a', 'a'], ['a', null]).toSalesforce).toEqual({ F0__c: null })
  expect(one({ blank: 'ignore' }, ['a', 'a'], ['a', null]).toSalesforce).toEqual({})
  expect(one({ blank: 'fill-only' }, ['a', 'a'], ['b', 'a']).toExternal).toEqual({})
  expect(one({ blank: 'fill-only' }, ['a', null], ['b', null]).toExternal).toEqual({ f0: 'b' })
  // An ignored clear does not win over an edit on the other side.
  expect(one({ blank: 'ignore' }, ['a', 'a'], [null, 'b'])).toMatchObject({ toSalesforce: { F0__c: 'b' } })
})

test('both edited: the declared winner stays, newest by the clock, and where nobody can say a person is asked', () => {
  const both = (wins: LineSpec['wins'], newer: Side | null = null) =>
    one({ ...(wins && { wins }) }, ['a', 'a'], ['s', 'e'], { newer })
  expect(both(undefined).toExternal).toEqual({ f0: 's' })
  expect(both('salesforce').toExternal).toEqual({ f0: 's' })
  expect(both('external').toSalesforce).toEqual({ F0__c: 'e' })
  expect(both('newest', 'salesforce').toExternal).toEqual({ f0: 's' })
  expect(both('newest', 'external').toSalesforce).toEqual({ F0__c: 'e' })
  for (const asked of [both('ask'), both('newest')]) {
    expect(asked).toMatchObject({ changes: [], salesforce: ['a'], external: ['a'] })
    expect(asked.issues).toMatchObject([
      { line: 'f0', code: 'conflict', choices: { salesforce: 's', external: 'e' } }
    ])
    expect(asked.issues[0]?.message).toMatch(/"s".*"e".*Accept/s)
  }
})

test('a conflict stops its own line alone, and a person’s answer ends it', () => {
  const pair = pairOf([{ wins: 'ask' }, {}])
  const now = facts({
    known: known(['a', 'a'], ['b', 'b']),
    salesforce: { F0__c: 's', F1__c: 'x' },
    external: { f0: 'e', f1: 'b' }
  })
  expect(planLines(pair, 'Vendor', now)).toMatchObject({ toExternal: { f1: 'x' }, issues: [{ line: 'f0' }] })
  expect(planLines(pair, 'Vendor', { ...now, accept: { f0: 'external' } })).toMatchObject({
    toExternal: { f1: 'x' },
    toSalesforce: { F0__c: 'e' },
    issues: []
  })
})

test('a direction is a direction: an edit against it stays where it is', () => {
  expect(one({ direction: 'toExternal' }, ['a', 'a'], ['a', 'x'])).toMatchObject(nothing)
  expect(one({ direction: 'toSalesforce' }, ['a', 'a'], ['x', 'a'])).toMatchObject(nothing)
  expect(one({ direction: 'toSalesforce', wins: 'salesforce' }, ['a', 'a'], ['x', 'y'])).toMatchObject({
    toSalesforce: { F0__c: 'y' }
  })
  expect(one({}, ['a', 'a'], ['a', 'x'], { may: { toExternal: true, toSalesforce: false } })).toMatchObject(
    nothing
  )
  // A parent's field is read and never written.
  expect(one({ salesforce: ['Account.Name'] }, ['a', 'a'], ['a', 'x'])).toMatchObject(nothing)
})

test('what is absent decides nothing', () => {
  // Not readable in Salesforce: the bases stay, nothing is written there.
  const hidden = one({}, ['a', 'a'], [undefined, 'x'])
  expect(hidden).toMatchObject({ ...nothing, salesforce: ['a'], external: ['a'] })
  // Not mentioned outside: taken to be as it was.
  expect(one({}, ['a', 'a'], ['x', undefined])).toMatchObject({
    toExternal: { f0: 'x' },
    changes: [{ side: 'external' }]
  })
  // A value outside that nobody has seen is not written over where it might win.
  expect(one({ wins: 'external' }, null, ['x', undefined])).toMatchObject(nothing)
})

const filled = { filler: { toExternal: 'Contact', toSalesforce: '[not provided]' } } as const

test('a filler stands in for a blank, and never flows back', () => {
  const made = one({ ...filled, field: { required: true } }, null, [null, null], { external: null })
  expect(made).toMatchObject({
    toExternal: { f0: 'Contact' },
    external: ['Contact'],
    flags: 'e',
    blocked: null
  })
  // It stays a filler however the vendor spells it, and at first sight too.
  expect(one(filled, [null, 'Contact', 'e'], [null, 'CONTACT'])).toMatchObject({ ...nothing, flags: 'e' })
  expect(one(filled, null, [null, 'Contact'])).toMatchObject({ ...nothing, flags: 'e' })
  // The same for a record that is made in Salesforce.
  const other = one(filled, null, [null, null], { salesforce: null })
  expect(other).toMatchObject({ toSalesforce: { F0__c: '[not provided]' }, flags: 's' })
  expect(one(filled, ['[not provided]', null, 's'], ['[not provided]', null])).toMatchObject(nothing)
})

test('where a person without a name outside is linked at first sight, the local part in Salesforce is no name, and everything else is', () => {
  const pair = pairOf([
    { salesforce: ['FirstName', 'LastName'], join: 'space', field: { nameFrom: 'f1' } },
    { salesforce: ['Email'], field: { type: 'email' } }
  ])
  const linked = (FirstName: string | null, LastName: string, name: string | null = null) =>
    planLines(pair, 'Vendor', facts({ salesforce: { FirstName, LastName, Email: 'jan@example.com' }, external: { f0: name, f1: 'jan@example.com' } })) // prettier-ignore
  expect(linked(null, 'jan')).toMatchObject({ toExternal: {}, flags: 's-' })
  expect(linked(null, 'jan', 'Jan Kos').toSalesforce).toEqual({ FirstName: 'Jan', LastName: 'Kos' })
  expect(linked(null, 'Kos')).toMatchObject({ toExternal: { f0: 'Kos' }, flags: '--' })
  expect(linked('Ewa', 'jan').toExternal).toEqual({ f0: 'Ewa jan' })
  // It stands in for a name alone: a field of one's own that shows the same stays blank.
  const other = pairOf([{ field: { nameFrom: 'f1' } }, { salesforce: ['Email'], field: { type: 'email' } }])
  expect(
    planLines(other, 'Vendor', facts({ external: { f0: null, f1: 'jan@example.com' } })).toSalesforce
  ).toEqual({ Email: 'jan@example.com' })
})

test('a filler that somebody wrote over is data, and a real value takes its place', () => {
  expect(one(filled, [null, 'Contact', 'e'], [null, 'Anna'])).toMatchObject({
    toSalesforce: { F0__c: 'Anna' },
    flags: '-'
  })
  expect(one(filled, [null, 'Contact', 'e'], ['Anna', 'Contact'])).toMatchObject({
    toExternal: { f0: 'Anna' },
    flags: '-'
  })
  // Somebody typed it: the same text without the mark is data.
  expect(one(filled, ['Anna', 'Anna'], [null, 'Contact']).issues).toEqual([])
  expect(one({ ...filled, wins: 'external' }, ['Anna', 'Anna'], [null, 'Contact'])).toMatchObject({
    toSalesforce: { F0__c: 'Contact' }
  })
  // What was cleared is filled again, because the other side demands something.
  expect(one(filled, ['Anna', 'Anna'], [null, 'Anna'])).toMatchObject({
    toExternal: { f0: 'Contact' },
    flags: 'e'
  })
  expect(one(filled, ['Contact', 'Contact'], ['Contact', 'Contact'])).toMatchObject({
    ...nothing,
    flags: '-'
  })
})

test('a record is not made without what it can’t be without, and does not lose it', () => {
  const required = { field: { required: true } } as const
  expect(one(required, null, [null, null], { external: null }).blocked).toEqual({
    bucket: 'skipped',
    code: 'blank-f0',
    issues: []
  })
  expect(
    one({ field: { required: true, type: 'date' } }, null, ['soon', null], { external: null }).blocked
  ).toMatchObject({ bucket: 'rejected', code: 'invalid-value' })
  const cleared = one(required, ['a', 'a'], [null, 'a'])
  expect(cleared).toMatchObject({ changes: [], salesforce: ['a'], issues: [{ code: 'required-blank' }] })
  expect(cleared.issues[0]?.message).toMatch(/F0__c.*Vendor.*Field 0/)
})

test('what a vendor made of a value is no edit: once, where it was not sure, and only if it is the same value', () => {
  const unsure = { field: {} } as const
  const line = { ...unsure, field: { canon: [] } }
  const sent = one(line, ['a', 'a'], ['Acme, Inc.', 'a'])
  expect(sent.flags).toBe('-')
  const settling = (now: string) => one(line, ['Acme, Inc.', 'Acme, Inc.', 'w'], ['Acme, Inc.', now])
  expect(settling('ACME INC')).toMatchObject({
    ...nothing,
    external: ['ACME INC'],
    flags: '-',
    normalised: ['f0']
  })
  expect(settling('Acme Ltd.')).toMatchObject({ toSalesforce: { F0__c: 'Acme Ltd.' }, normalised: [] })
  // A second time it is an edit.
  expect(one(line, ['Acme, Inc.', 'ACME INC'], ['Acme, Inc.', 'acme inc'])).toMatchObject({
    toSalesforce: { F0__c: 'acme inc' }
  })
  // Salesforce trims text and rounds numbers.
  expect(one({}, ['a', 'a'], ['a', ' b '])).toMatchObject({ toSalesforce: { F0__c: ' b ' }, flags: 'v' })
  expect(one({}, [' b ', ' b ', 'v'], ['b', ' b '])).toMatchObject({ ...nothing, salesforce: ['b'] })
  const number = { field: { type: 'number' } } as const
  expect(one(number, ['1.239', '1.239', 'v'], [1.24, 1.239])).toMatchObject({
    ...nothing,
    salesforce: ['1.24']
  })
  expect(one(number, ['1.239', '1.239', 'v'], [2, 1.239])).toMatchObject({ toExternal: { f0: '2' } })
  expect(one(number, ['-0.15', '-0.15', 'v'], [1.5, -0.15])).toMatchObject({ toExternal: { f0: '1.5' } })
  expect(one(number, ['12.5', '12.5', 'v'], [125, 12.5])).toMatchObject({ toExternal: { f0: '125' } })
  // Until the side was looked at, the question stays open.
  expect(one(line, ['x', 'x', 'w'], ['x', undefined]).flags).toBe('w')
})

test('a vendor that declares nothing about a text is not sure of it', () => {
  const pair = pairOf([{}])
  const [line] = pair.lines
  if (line === undefined) throw new Error('A pair without lines.')
  const { label, type } = line.field
  const silent = { ...pair, lines: [{ ...line, field: { label, type } }] }
  const now = facts({ known: known(['a', 'a']), salesforce: { F0__c: 'b' }, external: { f0: 'a' } })
  expect(planLines(silent, 'Vendor', now).flags).toBe('w')
})

test('a list translates both ways; what it does not name parks the line, or becomes what was declared', () => {
  const entries = [
    ['Hot', 'A'],
    ['Warm', 'B'],
    ['Cold', 'B']
  ] as const
  const strict = { values: { entries } } as const
  expect(one(strict, ['Hot', 'A'], ['Cold', 'A']).toExternal).toEqual({ f0: 'B' })
  expect(one(strict, ['Hot', 'A'], ['Hot', 'B']).toSalesforce).toEqual({ F0__c: 'Warm' })
  // Cold and Warm are one value outside: that is agreement, not a reason to make it Warm.
  expect(one(strict, null, ['Cold', 'B'])).toMatchObject(nothing)
  const unlisted = one(strict, ['Hot', 'A'], ['Frozen', 'A'])
  expect(unlisted).toMatchObject({
    changes: [],
    salesforce: ['Hot'],
    issues: [{ code: 'unmapped-value' }],
    gaps: [{ line: 'f0', side: 'salesforce', value: 'Frozen' }]
  })
  const loose = { values: { entries, otherwise: { toExternal: 'C', toSalesforce: null } } } as const
  expect(one(loose, ['Hot', 'A'], ['Frozen', 'A'])).toMatchObject({
    toExternal: { f0: 'C' },
    issues: [],
    gaps: [{ side: 'salesforce', value: 'Frozen' }]
  })
  // Where nothing is written to Salesforce, what a fallback would make of a value there is no agreement.
  const oneWay = { direction: 'toExternal', values: { entries, otherwise: { toSalesforce: 'Hot' } } } as const
  expect(one(oneWay, ['Warm', 'Z'], ['Hot', 'Z']).toExternal).toEqual({ f0: 'A' })
  // What falls through to a blank does not clear what was there at first sight.
  expect(one({ ...loose, wins: 'external' }, null, ['Hot', 'Z'])).toMatchObject(nothing)
  expect(one(loose, null, [null, 'Z']).gaps).toEqual([{ line: 'f0', side: 'external', value: 'Z' }])
})

test('members of a set are translated one by one', () => {
  const set = {
    type: 'set',
    field: { type: 'set' },
    values: {
      entries: [
        ['Art', '1'],
        ['Music', '2']
      ],
      otherwise: { toExternal: null }
    }
  } as const
  expect(one(set, null, ['Music;Art;Yoga', null])).toMatchObject({
    toExternal: { f0: ['1', '2'] },
    gaps: [{ side: 'salesforce', value: 'Yoga' }]
  })
})

test('a reference is the linked record’s id; an unlinked parent holds the line, or where required the record', () => {
  const ids = (pair: string, side: Side, id: string) =>
    `${pair} ${side} ${id}` === 'Account salesforce 001' ? '77' : null
  const reference = { pair: 'Account' } as const
  expect(one({ reference }, null, ['001', null], { parents: ids }).toExternal).toEqual({ f0: '77' })
  const waiting = one({ reference }, ['001', '77'], ['002', '77'], { parents: ids })
  expect(waiting).toMatchObject({
    ...nothing,
    salesforce: ['001'],
    waitsFor: { pair: 'Account', side: 'salesforce', id: '002', line: 'f0', required: false }
  })
  const strict = { reference: { pair: 'Account', required: true } } as const
  expect(one(strict, null, [null, '9'], { parents: ids }).waitsFor).toMatchObject({
    side: 'external',
    id: '9',
    required: true
  })
})

test('too long is an issue, never cut; the other lines flow', () => {
  const pair = pairOf([{ field: { maxLength: 3 } }, {}])
  const planned = planLines(
    pair,
    'Vendor',
    facts({
      known: known(['a', 'a'], ['b', 'b']),
      salesforce: { F0__c: 'abcd', F1__c: 'x' },
      external: { f0: 'a', f1: 'b' }
    })
  )
  expect(planned).toMatchObject({
    toExternal: { f1: 'x' },
    salesforce: ['a', 'x'],
    issues: [{ line: 'f0', code: 'too-long' }]
  })
  expect(planned.issues[0]?.message).toMatch(/4 characters.*3 fit.*Shorten/)
})

test('a line that keeps alternating is left alone with an issue', () => {
  const tripped = one({}, ['a', 'a'], ['b', 'a'], { tripped: new Set(['f0']) })
  expect(tripped).toMatchObject({ changes: [], salesforce: ['a'], issues: [{ code: 'alternating' }] })
})

const optOut = { field: { type: 'opt-out' }, blank: 'ignore' } as const
const optIn = { field: { type: 'opt-in' }, blank: 'ignore' } as const

test('an opt-out travels both ways, and its absence travels nowhere', () => {
  expect(one(optOut, ['false', 'false'], [false, true]).toSalesforce).toEqual({ F0__c: true })
  expect(one(optOut, ['false', 'false'], [true, false]).toExternal).toEqual({ f0: true })
  expect(one(optOut, ['true', 'true'], [true, false])).toMatchObject({
    toExternal: { f0: true },
    changes: [{ side: 'external' }]
  })
  // Both sides' ticks were taken away: nobody is out any more, and nothing is sent.
  expect(one(optOut, ['true', 'true'], [false, false])).toMatchObject(nothing)
})

test('an opt-in reaches Salesforce only by the person’s own act, and never the other side', () => {
  expect(one(optIn, ['false', 'false'], [false, true])).toMatchObject(nothing)
  const seen = { optedIn: new Set(['f0']) }
  expect(one(optIn, ['false', 'false'], [false, true], seen).toSalesforce).toEqual({ F0__c: true })
  expect(one(optIn, [null, null], [true, null], seen)).toMatchObject(nothing)
  expect(one(optIn, null, [true, null], { external: null })).toMatchObject(nothing)
  // An opt-out is the other name of the same thing.
  const mixed = { ...optIn, type: 'opt-out' } as const
  expect(one(mixed, ['false', 'true'], [true, true]).toExternal).toEqual({ f0: false })
  expect(one(mixed, ['false', 'true'], [false, false]).toSalesforce).toEqual({ F0__c: true })
})

test('an opt-in box that was never ticked is no opt-out; taking the tick away is, whatever the policy says', () => {
  expect(one(optIn, null, [false, true])).toMatchObject(nothing)
  expect(one(optIn, ['true', 'true'], [false, true]).toExternal).toEqual({ f0: false })
  const may = { toExternal: false, toSalesforce: false }
  expect(one(optIn, ['true', 'true'], [false, true], { may }).toExternal).toEqual({ f0: false })
  expect(one(optOut, ['false', 'false'], [false, true], { may }).toSalesforce).toEqual({ F0__c: true })
})

test('an opt-out that the ledger knows of the address goes to every side that does not show it', () => {
  const optedOut = new Set(['f0'])
  expect(one(optOut, ['false', 'false'], [false, false], { optedOut })).toMatchObject({
    toExternal: { f0: true },
    toSalesforce: { F0__c: true },
    salesforce: ['true'],
    external: ['true']
  })
  expect(one(optOut, ['true', 'true'], [true, true], { optedOut })).toMatchObject(nothing)
  // The person's own later act outside is newer than what Salesforce still shows.
  const optedIn = new Set(['f0'])
  expect(one(optOut, ['true', 'true'], [true, false], { optedIn }).toSalesforce).toEqual({ F0__c: false })
})

test('while consent alone is looked at, edits of other lines stay edits', () => {
  const edited = one({}, ['a', 'a'], ['b', 'a'], { only: 'consent' })
  expect(edited).toMatchObject({ ...nothing, salesforce: ['a'], external: ['a'] })
})
