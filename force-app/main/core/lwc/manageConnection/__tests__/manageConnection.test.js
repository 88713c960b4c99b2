import ManageConnection from 'c/manageConnection'
import DeleteConnectionModal from 'c/deleteConnectionModal'
import { ApiProblem } from 'c/api'
import { answering, asked, control, one, press, show, type, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const showing = async (answers = {}) => {
  answering(answers)
  const element = await show('c-manage-connection', ManageConnection, { connectionId: 4, name: 'Shop' })
  const told = []
  element.addEventListener('renamed', () => told.push('renamed'))
  element.addEventListener('deleted', () => told.push('deleted'))
  return { element, told }
}

it('renames, once there is another name', async () => {
  const { element, told } = await showing({ renameConnection: {} })
  expect(control(element, 'Rename').disabled).toBe(true)
  await type(one(element, 'lightning-input'), ' Shop 2 ')
  await press(element, 'Rename')
  expect(asked('renameConnection')).toEqual([{ params: { connection: 4 }, body: { name: 'Shop 2' } }])
  expect(told).toEqual(['renamed'])
  await expectAccessible(element)
})

it('keeps the name that was typed when it is refused', async () => {
  const { element } = await showing({
    renameConnection: () => {
      throw new ApiProblem({ status: 409, code: 'name', detail: 'Another has this name.' })
    }
  })
  await type(one(element, 'lightning-input'), 'Second')
  await press(element, 'Rename')
  expect(wordsOf(element)).toContain('Another has this name.')
  expect(one(element, 'lightning-input').value).toBe('Second')
})

it('tells that it was deleted only when it was', async () => {
  const { element, told } = await showing()
  DeleteConnectionModal.open = jest.fn(async () => false)
  await press(element, 'Delete connection')
  expect(told).toEqual([])
  DeleteConnectionModal.open = jest.fn(async () => true)
  await press(element, 'Delete connection')
  expect(told).toEqual(['deleted'])
})
