import EmptyState from 'c/emptyState'
import { show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

it('says why there is nothing', async () => {
  const element = await show('c-empty-state', EmptyState, { heading: 'No issues', message: 'All is well.' })
  expect(wordsOf(element)).toContain('No issues All is well.')
  await expectAccessible(element)
})
