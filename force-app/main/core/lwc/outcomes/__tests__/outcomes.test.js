import { namedCounters } from 'c/outcomes'

it('names the counters that are not zero', () => {
  expect(namedCounters({ failed: 2, created: 5, updated: 0 })).toEqual([
    { name: 'created', label: 'Created', count: 5 },
    { name: 'failed', label: 'Failed, tried again', count: 2 }
  ])
})
