import StatusBadge from 'c/statusBadge'
import { show, one } from 'test/screen'

it('tells a state by a word, not by its colour alone', async () => {
  const element = await show('c-status-badge', StatusBadge, { state: 'failed' })
  const badge = one(element, 'lightning-badge')
  expect(badge.label).toBe('Failed')
  expect(badge.className).toBe('slds-theme_error')
})

it('shows a state that it does not know in words', async () => {
  const element = await show('c-status-badge', StatusBadge, { state: 'waits-for-quota' })
  expect(one(element, 'lightning-badge').label).toBe('Waits for quota')
})
