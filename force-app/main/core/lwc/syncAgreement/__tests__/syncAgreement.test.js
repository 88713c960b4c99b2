import SyncAgreement from 'c/syncAgreement'
import { one, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

it('tells how many records are alike, and why the others were not', async () => {
  const agreement = [
    {
      pair: 'Contact',
      links: 2000,
      equal: 1999,
      at: '2026-11-21T10:00:00.000Z',
      drift: { 'missed-event': 1, formula: 0 }
    }
  ]
  const element = await show('c-sync-agreement', SyncAgreement, { agreement })
  expect(one(element, 'lightning-formatted-number').value).toBe(0.9995)
  expect(wordsOf(element)).toContain('1,999 of 2,000 linked records')
  expect(wordsOf(element)).toContain('A message was lost: 1')
  expect(wordsOf(element)).not.toContain('Calculated field')
  await expectAccessible(element)
})

it('says so when nothing was compared yet', async () => {
  const element = await show('c-sync-agreement', SyncAgreement)
  expect(wordsOf(element)).toContain('Both sides have not been compared yet.')
})
