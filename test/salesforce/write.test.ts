import { expect, test } from 'vitest'
import { errorOf as refusalOf } from '../../middleware/salesforce/answer.ts'
import { count } from '../../middleware/salesforce/list.ts'
import {
  duplicatesOf,
  writeRecords,
  type WriteOutcome,
  type WriteRow
} from '../../middleware/salesforce/write.ts'
import { resultsOfJob } from '../../middleware/salesforce/write-bulk.ts'
import type { NumberedRow } from '../../middleware/salesforce/write-outcome.ts'
import { world } from './world.ts'

const quick = { firstWaitMs: 2 }
const bulk = { ...quick, bulkFrom: 1 }
const collections = { ...quick, bulkFrom: Infinity }
const customFields = { Contact: [{ name: 'Key__c', type: 'string', length: 40, externalId: true }] } as const

const idOf = (outcome: WriteOutcome | undefined) => (outcome?.ok === true ? outcome.id : '')
const errorOf = (outcome: WriteOutcome | undefined) => (outcome?.ok === false ? outcome.error : undefined)
const people = (count: number, more: WriteRow = {}): WriteRow[] =>
  Array.from({ length: count }, (_, n) => ({ LastName: `Person ${n}`, ...more }))

async function practice() {
  const all = await world({ customFields })
  const record = async (id: string) =>
    (await all.org.control({ command: 'record', object: 'Contact', id })) as Record<string, unknown>
  return { ...all, record }
}

test.each([
  ['collections', collections],
  ['bulk', bulk]
])(
  '%s: rows are created, updated, upserted and deleted, each with its own outcome in order',
  async (_name, options) => {
    const { session, record } = await practice()
    const rows: WriteRow[] = [
      { LastName: 'Anna "Ann", Nowak', Description: 'two\r\nlines', HasOptedOutOfEmail: true, Key__c: 'k0' },
      { FirstName: 'has no last name' },
      { LastName: 'Zażółć 👩‍💻', Email: 'z@example.com', Birthdate: '1984-08-04', Key__c: 'k2' },
      { LastName: 'same' },
      { LastName: 'same' },
      { LastName: '#N/A' }
    ]
    const made = await writeRecords(session, { object: 'Contact', operation: 'create', rows }, options)
    expect(made.map((one) => one.ok)).toEqual([true, false, true, true, true, true])
    expect(new Set(made.map(idOf)).size).toBe(6)
    expect(errorOf(made[1])).toMatchObject({
      kind: 'invalid',
      code: 'REQUIRED_FIELD_MISSING',
      fields: ['LastName'],
      retryable: false
    })
    expect(await record(idOf(made[0]))).toMatchObject({
      LastName: 'Anna "Ann", Nowak',
      Description: expect.stringMatching(/^two\r?\nlines$/) as string,
      HasOptedOutOfEmail: true
    })
    expect(await record(idOf(made[2]))).toMatchObject({ LastName: 'Zażółć 👩‍💻', Birthdate: '1984-08-04' })
    expect(await record(idOf(made[5]))).toMatchObject({ LastName: '#N/A' })

    const updated = await writeRecords(
      session,
      {
        object: 'Contact',
        operation: 'update',
        rows: [
          { Id: idOf(made[2]), Email: null },
          { Id: 'forged', Email: 'x@example.com' },
          { Id: idOf(made[0]), Description: '', LastName: 'Nowak' },
          { Id: '003000000000000AAA', LastName: 'nobody' }
        ]
      },
      options
    )
    expect(updated.map((one) => (one.ok ? one.created : one.error.kind))).toEqual([
      false,
      'invalid',
      false,
      'not-found'
    ])
    expect(await record(idOf(made[2]))).toMatchObject({ Email: null, LastName: 'Zażółć 👩‍💻' })
    expect(await record(idOf(made[0]))).toMatchObject({ Description: null, LastName: 'Nowak' })

    const upserted = await writeRecords(
      session,
      {
        object: 'Contact',
        operation: 'upsert',
        externalId: 'Key__c',
        rows: [
          { Key__c: 'new', LastName: 'New' },
          { Key__c: '', LastName: 'None' },
          { Key__c: 'k2', LastName: 'Old' }
        ]
      },
      options
    )
    expect(upserted.map((one) => (one.ok ? one.created : one.error.fields))).toEqual([
      true,
      ['Key__c'],
      false
    ])
    expect(idOf(upserted[2])).toBe(idOf(made[2]))

    const rest = [idOf(made[3]), idOf(made[4])].map((Id) => ({ Id }))
    const removed = await writeRecords(
      session,
      { object: 'Contact', operation: 'delete', rows: rest },
      options
    )
    expect(removed.map(idOf)).toEqual(rest.map(({ Id }) => Id))
    const again = await writeRecords(
      session,
      { object: 'Contact', operation: 'delete', rows: rest.slice(1) },
      options
    )
    expect(errorOf(again[0])).toMatchObject({ kind: 'not-found' })
  }
)

test.each([
  ['collections', collections],
  ['bulk', bulk]
])('%s: what the org refuses is told by kind', async (_name, options) => {
  const { org, session } = await practice()
  await org.control({
    command: 'addValidationRule',
    object: 'Contact',
    name: 'No_X',
    condition: "Title = 'x'",
    message: 'Not that title',
    field: 'Title'
  })
  const [first] = await writeRecords(
    session,
    { object: 'Contact', operation: 'create', rows: [{ LastName: 'Twin', Email: 't@example.com' }] },
    options
  )
  await org.control({
    command: 'addDuplicateRule',
    object: 'Contact',
    name: 'By_Email',
    fields: ['Email'],
    action: 'alert'
  })
  const locked = (await org.control({
    command: 'create',
    object: 'Contact',
    values: { LastName: 'Locked' }
  })) as { id: string }
  await org.control({ command: 'lockRows', ids: [locked.id], ms: 60_000 })

  const rows = [
    { LastName: 'A', Title: 'x' },
    { LastName: 'l'.repeat(81) },
    { LastName: 'Twin', Email: 'T@example.com' },
    { LastName: 'fine' }
  ]
  const refused = await writeRecords(session, { object: 'Contact', operation: 'create', rows }, options)
  expect(refused.map((one) => (one.ok ? 'ok' : [one.error.kind, one.error.code, one.uncertain]))).toEqual([
    ['invalid', 'FIELD_CUSTOM_VALIDATION_EXCEPTION', false],
    ['invalid', 'STRING_TOO_LONG', false],
    ['conflict', 'DUPLICATES_DETECTED', false],
    'ok'
  ])
  expect(errorOf(refused[0])).toMatchObject({
    message: expect.stringContaining('Not that title') as string,
    fields: ['Title']
  })
  const [lock] = await writeRecords(
    session,
    { object: 'Contact', operation: 'update', rows: [{ Id: locked.id, Title: 'y' }] },
    options
  )
  expect(errorOf(lock)).toMatchObject({ kind: 'conflict', code: 'UNABLE_TO_LOCK_ROW', retryable: true })

  const twin = {
    object: 'Contact',
    operation: 'create',
    rows: [{ LastName: 'Twin', Email: 't@example.com' }]
  } as const
  const [saved] = await writeRecords(session, twin, { ...options, allowDuplicates: true })
  expect(saved).toMatchObject({ ok: true, created: true })
  expect(idOf(saved)).not.toBe(idOf(first))
})

test('450 rows take three calls; 1,400 take one bulk job of seven', async () => {
  const { session, calls } = await practice()
  await session.identity()
  calls.length = 0
  const few = await writeRecords(
    session,
    { object: 'Contact', operation: 'create', rows: people(450) },
    quick
  )
  expect([few.filter((one) => one.ok).length, calls.map((call) => call.kind)]).toEqual([
    450,
    ['write', 'write', 'write']
  ])
  calls.length = 0
  const rows = [...people(1399), { FirstName: 'refused' }]
  const many = await writeRecords(
    session,
    { object: 'Contact', operation: 'create', rows },
    { firstWaitMs: 300 }
  )
  expect(many.map((one) => one.ok)).toEqual([...Array<boolean>(1399).fill(true), false])
  expect(new Set(calls.map((call) => call.kind))).toEqual(new Set(['bulk']))
  // Create, upload, close, two looks at most, and a file of each kind of result.
  expect(calls.length).toBeLessThanOrEqual(8)
})

test('a row that makes its whole call unreadable fails alone', async () => {
  const { session, set } = await practice()
  await set({ wrongTypeFails: 'call' })
  const rows: WriteRow[] = people(20)
  rows[13] = { LastName: 'odd', HasOptedOutOfEmail: 'perhaps' }
  const outcomes = await writeRecords(session, { object: 'Contact', operation: 'create', rows }, quick)
  expect(outcomes.flatMap((one, n) => (one.ok ? [] : [n]))).toEqual([13])
  expect(errorOf(outcomes[13])).toMatchObject({ kind: 'invalid', code: 'JSON_PARSER_ERROR' })
})

test('after a lost answer the call is uncertain, and the rows behind it were not sent', async () => {
  const { org, session } = await practice()
  await org.control({
    command: 'fault',
    method: 'POST',
    path: '/services/data/v64.0/composite/sobjects',
    cut: 'after'
  })
  const outcomes = await writeRecords(
    session,
    { object: 'Contact', operation: 'create', rows: people(250) },
    quick
  )
  expect(outcomes.map((one) => !one.ok && one.error.kind === 'unavailable' && one.uncertain)).toEqual([
    ...Array<boolean>(200).fill(true),
    ...Array<boolean>(50).fill(false)
  ])
  expect(outcomes.every((one) => !one.ok)).toBe(true)
  expect(await count(session, 'Contact')).toBe(200)
})

test('used-up limits stop the rest with the reason', async () => {
  const { session, set } = await practice()
  await session.identity()
  await set({ apiUsed: 100_000 })
  const outcomes = await writeRecords(
    session,
    { object: 'Contact', operation: 'create', rows: people(250) },
    quick
  )
  expect(new Set(outcomes.map((one) => !one.ok && [one.error.kind, one.uncertain].join()))).toEqual(
    new Set(['rate-limited,false'])
  )
})

test('after a crash behind the start of a bulk job its results can still be fetched', async () => {
  const { session } = await practice()
  const rows = [...people(30), { FirstName: 'refused' }]
  const request = { object: 'Contact', operation: 'create', rows } as const
  let stored: { jobId: string; rows: readonly NumberedRow[] } | undefined
  const first = await writeRecords(session, request, {
    ...bulk,
    onJob: async (jobId, part) => void (stored = { jobId, rows: part })
  })
  expect(stored).toBeDefined()
  const later = await resultsOfJob(session, request, stored?.jobId ?? '', stored?.rows ?? [], quick)
  // Rows that are alike may have taken each other's id; these are all different.
  expect(later.map(idOf)).toEqual(first.map(idOf))
  expect(errorOf(later[30])).toMatchObject({ code: 'REQUIRED_FIELD_MISSING' })
})

test('an upload is cut into jobs by its size, and a job that ends early tells which rows were not processed', async () => {
  const { org, session, calls } = await practice()
  await session.identity()
  const split = await writeRecords(
    session,
    { object: 'Contact', operation: 'create', rows: people(100) },
    { ...bulk, jobBytes: 500 }
  )
  expect(split.every((one) => one.ok)).toBe(true)
  expect(new Set(split.map(idOf)).size).toBe(100)
  expect(calls.length).toBeGreaterThan(12)
  await org.control({ command: 'set', bulkDelayMs: 200 })
  const stopped = await writeRecords(
    session,
    { object: 'Contact', operation: 'create', rows: people(3) },
    { ...bulk, deadlineMs: 5 }
  )
  expect(stopped.map((one) => !one.ok && [one.error.kind, one.error.code, one.uncertain].join())).toEqual(
    Array<string>(3).fill('unavailable,Aborted,false')
  )
})

test('what a duplicate rule found is told, whichever way its name is spelt', async () => {
  for (const name of ['duplicateResut', 'duplicateResult']) {
    const found = { matchResults: [{ matchRecords: [{ record: { Id: '003000000000001AAA' } }] }] }
    const body = [{ errorCode: 'DUPLICATES_DETECTED', message: 'Use one of these?', [name]: found }]
    expect(duplicatesOf(refusalOf(400, JSON.stringify(body)))).toEqual(['003000000000001AAA'])
  }
})
