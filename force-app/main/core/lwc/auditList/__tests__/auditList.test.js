import AuditList from 'c/auditList'
import { ApiProblem } from 'c/api'
import { all, answering, asked, press, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const entry = (rest = {}) => ({
  at: '2026-11-21T10:00:00.000Z',
  actor: 'Ada Nowak (005)',
  asserted: true,
  action: 'saveRules',
  what: 'Change when and how much it works',
  connection: { connection: 4, name: 'Shop' },
  detail: 'cap 500',
  outcome: 'done',
  ...rest
})
const showing = (items, next = null) => {
  answering({ listAudit: { items, next } })
  return show('c-audit-list', AuditList)
}
const cells = (element) =>
  all(element, 'tbody tr').map((row) => [...row.children].slice(1).map((cell) => wordsOf(cell)))

it('lists who did what, on which connection, and how it ended', async () => {
  const element = await showing([
    entry(),
    entry({ action: 'approvePlan', detail: 'plan 7', outcome: 'refused', connection: { connection: 9, name: null } }), // prettier-ignore
    entry({
      actor: 'the console',
      action: 'revokeKey',
      detail: 'key 2',
      connection: null,
      outcome: 'unknown'
    }),
    entry({ action: 'actOnRecord', detail: 'record 003, action sync', connection: null, outcome: 'failed' })
  ])
  expect(cells(element)).toEqual([
    ['Ada Nowak (005)', 'Saved the schedule or the limits cap 500', 'Shop', 'Done'],
    ['Ada Nowak (005)', 'Approved a plan plan 7', 'Connection 9, deleted', 'Refused'],
    ['the console', 'Revoked a key key 2', 'the whole org', 'Not known; the middleware ended meanwhile'],
    ['Ada Nowak (005)', 'Pressed a button on a record record 003, action sync', '', 'Failed']
  ])
  expect(wordsOf(element)).toContain('2026-11-21T10:00:00.000Z')
  await expectAccessible(element)
})

it('asks for changes only', async () => {
  await showing([])
  expect(asked('listAudit')).toEqual([{ query: { only: 'changes', after: null, limit: 25 } }])
})

it('says in the middleware’s words what is newer than this screen', async () => {
  const element = await showing([entry({ action: 'paintConnection', what: 'Paint a connection' })])
  expect(wordsOf(element)).toContain('Paint a connection')
})

it('goes on to older changes until there are none, and begins anew when it is refreshed', async () => {
  const element = await showing([entry()], '31')
  answering({
    listAudit: ({ query }) =>
      query.after === '31'
        ? { items: [entry({ actor: 'Olga' })], next: null }
        : { items: [entry({ actor: 'Jan' })], next: '40' }
  })
  await press(element, 'Show older changes')
  expect(cells(element).map(([who]) => who)).toEqual(['Ada Nowak (005)', 'Olga'])
  expect(wordsOf(element)).not.toContain('Show older changes')
  await press(element, 'Refresh what was done')
  expect(cells(element).map(([who]) => who)).toEqual(['Jan'])
  expect(wordsOf(element)).toContain('Show older changes')
})

it('says so when nothing was changed yet', async () => {
  const element = await showing([])
  expect(wordsOf(element)).toContain('Nothing was changed yet')
  await expectAccessible(element)
})

it('keeps the list when older changes can’t be read', async () => {
  const element = await showing([entry()], '31')
  answering({
    listAudit: () => {
      throw new ApiProblem({ status: 503, code: 'unavailable', detail: 'Later.' })
    }
  })
  await press(element, 'Show older changes')
  expect(wordsOf(element)).toContain('Later.')
  expect(cells(element)).toHaveLength(1)
})
