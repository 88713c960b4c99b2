import RecordOutcomes from 'c/recordOutcomes'
import { ApiProblem } from 'c/api'
import { answering, asked, one, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const record = (number, bucket = 'updated') => ({
  at: '2026-11-21T10:00:00.000Z',
  salesforceId: `00300000000000${number}AAA`,
  externalId: `ext-${number}`,
  bucket,
  code: null,
  said: `Said of ${number}.`
})
const request = { route: 'listRunRecords', params: { run: 7 } }

it('lists what became of each record, page by page', async () => {
  answering({
    listRunRecords: ({ query }) =>
      query.after === 'p2'
        ? { items: [record(2, 'conflict')], next: null }
        : { items: [record(1)], next: 'p2' }
  })
  const element = await show('c-record-outcomes', RecordOutcomes, { request })
  expect(wordsOf(element)).toContain('Said of 1.')
  await press(element, 'Show more')
  expect(wordsOf(element)).toContain('In conflict')
  expect(wordsOf(element)).toContain('Records shown: 2')
  await expectAccessible(element)
})

it('asks for one outcome only, from its first page', async () => {
  answering({ listRunRecords: { items: [record(1)], next: null } })
  const element = await show('c-record-outcomes', RecordOutcomes, { request, filtered: true })
  one(element, 'lightning-combobox').dispatchEvent(new CustomEvent('change', { detail: { value: 'Field Conflict' } })) // prettier-ignore
  await settled()
  expect(asked('listRunRecords').at(-1)).toEqual({
    params: { run: 7 },
    query: { bucket: 'Field Conflict', after: null }
  })
})

it('drops the answer to a question that was replaced by another', async () => {
  const waiting = []
  answering({ listRunRecords: () => new Promise((resolve) => waiting.push(resolve)) })
  const element = await show('c-record-outcomes', RecordOutcomes, { request, filtered: true })
  one(element, 'lightning-combobox').dispatchEvent(
    new CustomEvent('change', { detail: { value: 'No Import' } })
  )
  await settled()
  waiting[1]({ items: [record(2)], next: null })
  await settled()
  waiting[0]({ items: [record(1)], next: null })
  await settled()
  expect(wordsOf(element)).toContain('Said of 2.')
  expect(wordsOf(element)).not.toContain('Said of 1.')
})

it('says that there are none, and keeps what is shown when a page can’t be read', async () => {
  answering({ listRunRecords: { items: [], next: null } })
  const empty = await show('c-record-outcomes', RecordOutcomes, { request })
  expect(one(empty, 'c-empty-state')).not.toBeNull()
  answering({ listRunRecords: { items: [record(1)], next: 'p2' } })
  const element = await show('c-record-outcomes', RecordOutcomes, { request })
  answering({
    listRunRecords: () => {
      throw new ApiProblem({ status: 503, code: 'unavailable', detail: 'Later.' })
    }
  })
  await press(element, 'Show more')
  expect(wordsOf(element)).toContain('Said of 1.')
  expect(wordsOf(element)).toContain('Later.')
})
