import ProblemNote from 'c/problemNote'
import { ApiProblem } from 'c/api'
import { show, wordsOf, one } from 'test/screen'
import { expectAccessible } from 'test/axe'

const refused = new ApiProblem({
  status: 409,
  code: 'busy',
  detail: 'A sync is running.',
  next: 'Wait until it ends.',
  id: 'q-17'
})

it('says what was refused, what to do next, and the number to quote', async () => {
  const element = await show('c-problem-note', ProblemNote, { problem: refused })
  expect(wordsOf(element)).toBe(
    'A sync is running. Wait until it ends. If you ask for help, quote this number: q-17'
  )
  await expectAccessible(element)
})

it('says so when the fault is the screen’s own', async () => {
  const element = await show('c-problem-note', ProblemNote, { problem: new TypeError('x is null') })
  expect(wordsOf(element)).toBe('Something went wrong on this screen: x is null')
})

it('is a live region before there is a problem, so that the problem is read out', async () => {
  const element = await show('c-problem-note', ProblemNote)
  expect(wordsOf(element)).toBe('')
  expect(one(element, '[role=alert]')).not.toBeNull()
})
