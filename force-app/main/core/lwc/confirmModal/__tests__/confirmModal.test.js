import ConfirmModal from 'c/confirmModal'
import { show, press, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

const asking = async () => {
  const element = await show('c-confirm-modal', ConfirmModal, {
    label: 'Delete?',
    lines: ['Links are forgotten.', 'Records stay.'],
    confirmLabel: 'Delete it'
  })
  const answers = []
  element.addEventListener('closed', ({ detail }) => answers.push(detail))
  return { element, answers }
}

it('says what will happen, and the deed on its button', async () => {
  const { element } = await asking()
  expect(wordsOf(element)).toContain('Links are forgotten. Records stay.')
  expect(wordsOf(element)).toContain('Delete it')
  await expectAccessible(element)
})

it('answers true for the deed only', async () => {
  const { element, answers } = await asking()
  await press(element, 'Cancel')
  await press(element, 'Delete it')
  expect(answers).toEqual([false, true])
})
