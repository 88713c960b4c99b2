import { fill, textOf } from 'c/texts'

it('puts each value in its place', () => {
  expect(fill('{1} of {0}', 10, 3)).toBe('3 of 10')
})

it('writes numbers as the reader does', () => {
  expect(fill('{0} records', 1234567)).toBe('1,234,567 records')
})

it('leaves a place empty where there is no value', () => {
  expect(fill('Since {0}', null)).toBe('Since ')
})

it('shows a code that has no text yet in words', () => {
  expect(textOf({ done: 'Done' }, 'done')).toBe('Done')
  expect(textOf({}, 'waits-for_both')).toBe('Waits for both')
})
