import PlanGuard from 'c/planGuard'
import { all, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

const showing = (...guard) =>
  show('c-plan-guard', PlanGuard, { plan: { plan: 7, pair: 'Lead', guard }, connectorLabel: 'Vendor' })
const boxes = (element) => all(element, 'lightning-input').map(({ label }) => label)

it('says of an empty account what was found, why it matters, and what to press', async () => {
  const element = await showing({ code: 'empty-external', message: 'Vendor showed no record at all.' })
  const words = wordsOf(element)
  expect(words).toContain('nothing was written')
  expect(words).toContain('No record was found in Vendor for Lead')
  expect(words).toContain('In a new or empty account this is right.')
  expect(words).toContain('check its account in Connection Settings')
  expect(words).toContain('press “Approve and carry out”')
  expect(words).toContain('press “Discard the plan”')
  expect(boxes(element)).toEqual(['It is right that Vendor has no records for Lead'])
  await expectAccessible(element)
})

it('says of an empty Salesforce whose rights to look at, and leads to no settings of the other system', async () => {
  const element = await showing({ code: 'empty-salesforce', message: 'Salesforce showed no record at all.' })
  expect(wordsOf(element)).toContain('No record was found in Salesforce for Lead')
  expect(wordsOf(element)).toContain('whether the sync user may see them')
  expect(all(element, 'lightning-button')).toEqual([])
})

it.each([
  ['deletes', 'These records shall be deleted'],
  ['blanks', 'These values shall be emptied'],
  ['owners', 'These owners shall change'],
  ['another-rail', 'This is meant']
])('says of %s how many there are, and has a box of its own', async (code, yes) => {
  const element = await showing({ code, message: '60 of them, more than 50.' })
  expect(wordsOf(element)).toContain('60 of them, more than 50.')
  expect(boxes(element)).toEqual([yes])
})

it('shows each reason with its own box, ticked where it is accepted', async () => {
  const element = await showing({ code: 'deletes', message: 'a' }, { code: 'owners', message: 'b' })
  element.accepted = ['owners']
  await Promise.resolve()
  expect(all(element, 'lightning-input').map(({ checked }) => checked)).toEqual([false, true])
})
