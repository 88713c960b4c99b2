import RecordLink from 'c/recordLink'
import { one, show } from 'test/screen'
import { expectAccessible } from 'test/axe'

it('leads to the record, and shows its id where it has no name', async () => {
  const element = await show('c-record-link', RecordLink, { recordId: '003000000000001AAA' })
  const link = one(element, 'a')
  expect(link.textContent).toBe('003000000000001AAA')
  expect(link.title).toBe('Open 003000000000001AAA')
  expect(link.getAttribute('href')).not.toBe('#')
  await expectAccessible(element)
})

it('leaves a click with a key to the browser', async () => {
  const element = await show('c-record-link', RecordLink, { recordId: '003000000000001AAA', label: 'Ada' })
  const click = (options) => {
    const event = new MouseEvent('click', { cancelable: true, bubbles: true, ...options })
    one(element, 'a').dispatchEvent(event)
    return event.defaultPrevented
  }
  expect(click({ ctrlKey: true })).toBe(false)
  expect(click({})).toBe(true)
})
