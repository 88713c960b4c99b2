import { keepPlace, lastPlace } from 'c/lastPlace'

const refuse = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError')
}

afterEach(() => {
  jest.restoreAllMocks()
  window.sessionStorage.clear()
})

it('gives back what was kept, for each org by itself', () => {
  keepPlace('00Da', { connection: 4, tab: 'plan' })
  keepPlace('00Db', { connection: 7, tab: 'issues' })
  expect(lastPlace('00Da')).toEqual({ connection: 4, tab: 'plan' })
  expect(lastPlace('00Db')).toEqual({ connection: 7, tab: 'issues' })
  expect(lastPlace('00Dc')).toBeNull()
})

it.each(['{"connection":4,', '17', '"plan"', '{"tab":"plan"}', 'null'])('makes nothing of %s', (damaged) => {
  keepPlace('00Da', { connection: 4, tab: 'plan' })
  window.sessionStorage.setItem(window.sessionStorage.key(0), damaged)
  expect(lastPlace('00Da')).toBeNull()
})

it('does without a storage that is refused', () => {
  jest.spyOn(Storage.prototype, 'getItem').mockImplementation(refuse)
  jest.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse)
  expect(() => keepPlace('00Da', { connection: 4, tab: 'plan' })).not.toThrow()
  expect(lastPlace('00Da')).toBeNull()
})

it('does without a storage that can’t even be named', () => {
  jest.spyOn(window, 'sessionStorage', 'get').mockImplementation(refuse)
  expect(() => keepPlace('00Da', { connection: 4, tab: 'plan' })).not.toThrow()
  expect(lastPlace('00Da')).toBeNull()
})
