import ConnectionCards from 'c/connectionCards'
import { all, one, press, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

const card = {
  connection: 4,
  name: 'Shop newsletter',
  connector: 'vendor',
  connectorLabel: 'Vendor',
  state: 'active',
  links: 1200,
  openIssues: 3,
  lastSyncAt: null,
  trouble: 'The vendor refuses the login.'
}
const other = { ...card, connection: 5, name: 'Second', openIssues: 0, trouble: null }
const vendor = { name: 'vendor', label: 'Vendor' }

it('shows each connection with its state, its issues and its trouble', async () => {
  const element = await show('c-connection-cards', ConnectionCards, { connections: [card, other] })
  const words = wordsOf(element)
  expect(words).toContain('Shop newsletter')
  expect(words).toContain('Linked records: 1,200')
  expect(words).toContain('Issues: 3')
  expect(words).not.toContain('Issues: 0')
  expect(words).toContain('The vendor refuses the login.')
  expect(words).toContain('Last synchronization: never')
  await expectAccessible(element)
})

it('tells which connection was chosen, and marks it', async () => {
  const element = await show('c-connection-cards', ConnectionCards, { connections: [card, other], chosen: 4 })
  const chosen = jest.fn()
  element.addEventListener('choose', ({ detail }) => chosen(detail))
  await press(element, 'Second')
  expect(chosen).toHaveBeenCalledWith({ connection: 5 })
  expect(all(element, 'button').map((each) => each.getAttribute('aria-current'))).toEqual(['true', null])
})

it('offers the one system that can be connected by its name', async () => {
  const element = await show('c-connection-cards', ConnectionCards, { connectors: [vendor] })
  const added = jest.fn()
  element.addEventListener('add', ({ detail }) => added(detail))
  await press(element, 'Connect Vendor')
  expect(added).toHaveBeenCalledWith({ connector: 'vendor' })
})

it('lets one choose where several systems can be connected', async () => {
  const connectors = [vendor, { name: 'other', label: 'Other' }]
  const element = await show('c-connection-cards', ConnectionCards, { connectors })
  const added = jest.fn()
  element.addEventListener('add', ({ detail }) => added(detail))
  one(element, 'lightning-button-menu').dispatchEvent(
    new CustomEvent('select', { detail: { value: 'other' } })
  )
  expect(added).toHaveBeenCalledWith({ connector: 'other' })
})
