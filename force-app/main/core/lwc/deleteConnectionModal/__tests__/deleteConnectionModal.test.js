import DeleteConnectionModal from 'c/deleteConnectionModal'
import { ApiProblem } from 'c/api'
import { answering, asked, control, one, press, show, type, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const preview = { name: 'Shop', links: 12, openIssues: 0, consequences: ['12 links are forgotten.'], before: ['Flows are removed.'] } // prettier-ignore
const opened = async (answers = {}) => {
  answering({ previewDeletion: preview, deleteConnection: null, ...answers })
  const element = await show('c-delete-connection-modal', DeleteConnectionModal, {
    label: 'Delete',
    connectionId: 4
  })
  const closed = []
  element.addEventListener('closed', ({ detail }) => closed.push(detail))
  return { element, closed }
}

it('says what is taken away, and what is done before', async () => {
  const { element } = await opened()
  expect(wordsOf(element)).toContain('12 links are forgotten.')
  expect(wordsOf(element)).toContain('Flows are removed.')
  await expectAccessible(element)
})

it('deletes only once its name was typed', async () => {
  const { element, closed } = await opened()
  expect(control(element, 'Delete connection').disabled).toBe(true)
  await type(one(element, 'lightning-input'), 'Sho')
  expect(control(element, 'Delete connection').disabled).toBe(true)
  await type(one(element, 'lightning-input'), 'Shop')
  await press(element, 'Delete connection')
  expect(asked('deleteConnection')).toEqual([{ params: { connection: 4 }, query: { confirm: 'Shop' } }])
  expect(closed).toEqual([true])
})

it('stays open with what was refused', async () => {
  const { element, closed } = await opened({
    deleteConnection: () => {
      throw new ApiProblem({ status: 409, code: 'busy', detail: 'A sync is running.' })
    }
  })
  await type(one(element, 'lightning-input'), 'Shop')
  await press(element, 'Delete connection')
  expect(closed).toEqual([])
  expect(wordsOf(element)).toContain('A sync is running.')
})
