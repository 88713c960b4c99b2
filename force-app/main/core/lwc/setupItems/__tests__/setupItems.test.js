import SetupItems from 'c/setupItems'
import { all, one, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

const item = { name: 'url', label: 'Address', state: 'done', said: 'It was called.', byHand: [], link: null, unproven: true } // prettier-ignore
const items = [
  item,
  {
    ...item,
    name: 'permission-sets',
    label: 'Permission sets',
    state: 'todo',
    said: 'One is missing.',
    byHand: ['Open Setup.', 'Assign it.'],
    link: 'https://org.example.test/lightning/setup/PermSets/home'
  }
]

it('names a step that it does not know as the middleware does', async () => {
  const element = await show('c-setup-items', SetupItems, {
    items: [{ ...item, name: 'new-step', label: 'New step' }]
  })
  expect(wordsOf(element)).toContain('New step')
})

it('ticks what is done, and says how the rest is done by hand', async () => {
  const element = await show('c-setup-items', SetupItems, { items })
  expect(all(element, 'c-status-badge').map((each) => each.state)).toEqual(['done', 'todo'])
  expect(wordsOf(element)).toContain('1 of 2 done')
  expect(one(element, 'details').textContent).toContain('Open Setup.Assign it.')
  expect(one(element, 'a').href).toBe('https://org.example.test/lightning/setup/PermSets/home')
  await expectAccessible(element)
})

it('says what was never proven in a real org, while it is not done', async () => {
  const element = await show('c-setup-items', SetupItems, { items })
  const rows = [...element.shadowRoot.querySelectorAll('li.item')].map((each) => each.textContent)
  expect(rows[0]).not.toContain('Not yet proven in a real org')
  expect(rows[1]).toContain('Not yet proven in a real org')
})

it('offers the access set where permission sets are missing', async () => {
  const element = await show('c-setup-items', SetupItems, { items })
  expect(all(element, 'c-file-link').map((each) => each.route)).toEqual(['exportAccessSet'])
})
