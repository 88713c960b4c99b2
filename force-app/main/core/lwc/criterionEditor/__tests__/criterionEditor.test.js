import CriterionEditor from 'c/criterionEditor'
import { all, answering, asked, changed, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const pair = (criterion) => ({
  name: 'Contact',
  policy: { whenOut: 'stop' },
  ...(criterion && { criterion })
})
const salesforce = { fields: [{ name: 'LeadSource', label: 'Lead Source' }] }
const web = { all: [{ field: 'LeadSource', is: 'equal', values: ['Web'] }] }

const showing = async (criterion) => {
  const element = await show('c-criterion-editor', CriterionEditor, { connectionId: 1, connectorLabel: 'Vendor', pair: pair(criterion), salesforce }) // prettier-ignore
  const told = []
  element.addEventListener('change', ({ detail }) => told.push(detail))
  return { element, told }
}

it('says that all take part without a condition, and what becomes of one that leaves', async () => {
  const { element, told } = await showing()
  expect(wordsOf(element)).toContain('All records take part.')
  const [leaving] = all(element, 'lightning-radio-group')
  leaving.dispatchEvent(changed('delete'))
  await settled()
  expect(told).toEqual([{ criterion: { all: [] }, whenOut: 'delete' }])
  await expectAccessible(element)
})

it('shows what becomes of one that leaves for each pair of a page: no choice takes that of another pair away', async () => {
  const groupOf = async (name) => {
    const { element } = await showing()
    element.pair = { ...pair(), name }
    await settled()
    return all(element, 'lightning-radio-group')[0].name
  }
  expect(await groupOf('Contact')).not.toBe(await groupOf('Lead'))
})

it('counts the records, and shows no number for other conditions than it counted', async () => {
  answering({ countCriterion: { matching: 12, total: 5000, whenOut: '' } })
  const { element } = await showing(web)
  await press(element, 'Count the records')
  expect(asked('countCriterion')[0].body).toEqual({ pair: 'Contact', criterion: web })
  expect(wordsOf(element)).toContain('12 of 5,000 records meet it.')
  element.pair = pair({ all: [{ ...web.all[0], values: ['Phone'] }] })
  await settled()
  expect(wordsOf(element)).not.toContain('12 of 5,000')
})

it('takes several values apart at their commas', async () => {
  const { element, told } = await showing(web)
  const box = all(element, 'lightning-input').find((each) => each.label.startsWith('Values'))
  box.value = ' Web, Phone ,'
  box.dispatchEvent(new CustomEvent('blur'))
  expect(told[0].criterion.all[0].values).toEqual(['Web', 'Phone'])
})
