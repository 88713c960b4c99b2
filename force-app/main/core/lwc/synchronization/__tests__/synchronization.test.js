import Synchronization from 'c/synchronization'
import ConfirmModal from 'c/confirmModal'
import { ApiProblem } from 'c/api'
import getState from '@salesforce/apex/SetupController.getState'
import { all, answering, asked, one, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))
jest.mock('@salesforce/apex/SetupController.getState', () => ({ default: jest.fn() }), { virtual: true })

const card = (connection, rest = {}) => ({
  connection,
  name: `Connection ${connection}`,
  connector: 'vendor',
  connectorLabel: 'Vendor',
  state: 'active',
  links: 1,
  openIssues: 2,
  lastSyncAt: null,
  trouble: null,
  ...rest
})
const at = '2026-11-21T10:00:00.000Z'
const rail = { most: 50, share: 0.02 }
const rules = { zone: 'UTC', cap: null, reserve: 0.2, quiet: null, schedule: null, readSchedule: null, approve: 'plan', rails: { deletes: rail, blanks: rail, owners: rail } } // prettier-ignore
const answers = {
  me: {
    kind: 'org',
    org: {
      salesforceOrgId: '00D',
      name: 'Acme',
      edition: 'Enterprise Edition',
      sandbox: true,
      address: 'https://acme.test'
    },
    actor: 'Ada',
    may: ['use', 'manage'],
    version: '1'
  },
  listConnectors: { connectors: [{ name: 'vendor', label: 'Vendor', settings: [], editions: null, objects: [], hasPanel: false }] }, // prettier-ignore
  listConnections: { connections: [card(4), card(5)] },
  getSettings: { values: {}, secrets: [] },
  getInformation: { state: 'active', firstSync: { state: 'done', at, said: '' }, current: null, waiting: 0, retrying: 0, openIssues: 0, lastSyncAt: at, lastMessageAt: null, nextSyncAt: null, automatic: { salesforce: { kind: 'paused' }, external: { kind: 'paused' }, chosen: true }, links: 0, unapproved: [], troubles: [], agreement: [] }, // prettier-ignore
  getBudget: { scopes: [] },
  getRules: { body: rules, tag: '1' },
  getMapping: { pairs: [] },
  listPlans: { plans: [] },
  getPlan: { plan: 31 },
  listRuns: { items: [], next: null },
  getReport: { buckets: [], days: [] },
  listAudit: { items: [], next: null },
  listIssueKinds: { kinds: [] },
  listIssues: { items: [], next: null }
}
const refuse = (status, detail) => () => {
  throw new ApiProblem({ status, code: 'no', detail })
}

const showing = async (rest = {}) => {
  answering({ ...answers, ...rest })
  return show('c-synchronization', Synchronization)
}
const open = async (element, value) => {
  all(element, 'lightning-tab')
    .find((each) => each.value === value)
    .dispatchEvent(new CustomEvent('active'))
  await settled()
}
const choose = async (element, connection) => {
  one(element, 'c-connection-cards').dispatchEvent(new CustomEvent('choose', { detail: { connection } }))
  await settled()
}

beforeEach(() => {
  window.sessionStorage.clear()
  ConfirmModal.open = jest.fn(async () => true)
  getState.mockResolvedValue('{"address":null,"reachable":false,"said":"No address yet."}')
})

it('says which org it is about', async () => {
  const element = await showing()
  expect(wordsOf(element)).toContain('Acme')
  expect(wordsOf(element)).toContain('Sandbox')
  expect(wordsOf(element)).toContain('Enterprise Edition')
})

it('has the product’s tabs for the chosen connection, with the number of its issues', async () => {
  const element = await showing()
  expect(all(element, 'lightning-tab').map((each) => each.label)).toEqual([
    'Connection Settings',
    'Synchronization Information',
    'Mapping Settings',
    'Plan',
    'Issues (2)',
    'History'
  ])
  await expectAccessible(element)
})

it('shows another connection on the same tab', async () => {
  const element = await showing()
  await open(element, 'history')
  expect(one(element, 'c-run-history').connectionId).toBe(4)
  await choose(element, 5)
  expect(one(element, 'lightning-tabset').activeTabValue).toBe('history')
  expect(one(element, 'c-run-history').connectionId).toBe(5)
})

const reloaded = async (rest) => {
  document.body.replaceChildren()
  return showing(rest)
}

it('is after a reload where it was: the connection, and its tab', async () => {
  const element = await showing()
  await choose(element, 5)
  await open(element, 'history')
  const again = await reloaded()
  expect(one(again, 'c-connection-cards').chosen).toBe(5)
  expect(one(again, 'lightning-tabset').activeTabValue).toBe('history')
  expect(one(again, 'c-run-history').connectionId).toBe(5)
})

it('keeps of each org where one was', async () => {
  const element = await showing()
  await choose(element, 5)
  await open(element, 'history')
  const me = { ...answers.me, org: { ...answers.me.org, salesforceOrgId: '00X' } }
  const other = await reloaded({ me })
  expect(one(other, 'c-connection-cards').chosen).toBe(4)
  expect(one(other, 'lightning-tabset').activeTabValue).toBe('information')
})

it('begins with the first tab where the one it was on does not exist any more', async () => {
  window.sessionStorage.setItem('bothways.place.00D', '{"connection":5,"tab":"forecast"}')
  const element = await showing()
  expect(one(element, 'c-connection-cards').chosen).toBe(5)
  expect(one(element, 'lightning-tabset').activeTabValue).toBe('settings')
})

it('begins with the first connection where the one it was on is deleted', async () => {
  const element = await showing()
  await choose(element, 5)
  await open(element, 'history')
  const again = await reloaded({ listConnections: { connections: [card(4)] } })
  expect(one(again, 'c-connection-cards').chosen).toBe(4)
  expect(one(again, 'lightning-tabset').activeTabValue).toBe('information')
})

it('asks before another connection is shown over what was not saved', async () => {
  const element = await showing({ listConnections: { connections: [card(4, { state: 'setup' }), card(5)] } })
  Object.defineProperty(one(element, 'c-connection-settings'), 'dirty', { value: true })
  ConfirmModal.open = jest.fn(async () => undefined)
  await choose(element, 5)
  expect(ConfirmModal.open).toHaveBeenCalledTimes(1)
  expect(one(element, 'c-connection-settings').connectionId).toBe(4)
})

it('asks before another connection is shown over limits that were not saved', async () => {
  const element = await showing()
  Object.defineProperty(one(element, 'c-connection-limits'), 'dirty', { value: true })
  ConfirmModal.open = jest.fn(async () => undefined)
  await choose(element, 5)
  expect(ConfirmModal.open).toHaveBeenCalledTimes(1)
  expect(one(element, 'c-connection-limits').connectionId).toBe(4)
})

it('keeps the limits as they were typed while another tab is looked at', async () => {
  const element = await showing()
  const limits = one(element, 'c-connection-limits')
  expect(limits.shown).toBe(true)
  await open(element, 'history')
  expect(one(element, 'c-connection-limits')).toBe(limits)
  expect(limits.shown).toBe(false)
})

it('tells what is used anew once the limits are saved', async () => {
  const element = await showing()
  const before = asked('getBudget').length
  one(element, 'c-connection-limits').dispatchEvent(new CustomEvent('saved'))
  await settled()
  expect(asked('getBudget')).toHaveLength(before + 1)
})

it('leads to the plan that something made', async () => {
  const element = await showing()
  await open(element, 'history')
  one(element, 'c-run-history').dispatchEvent(
    new CustomEvent('show', { detail: { tab: 'plan', planId: 31 } })
  )
  await settled()
  expect(one(element, 'lightning-tabset').activeTabValue).toBe('plan')
  expect(one(element, 'c-plan-view').planId).toBe(31)
  expect(one(element, 'c-run-history')).toBeNull()
})

it('suggests a name that no other connection has', async () => {
  const connections = [card(4, { name: 'Vendor' }), card(5, { name: 'Vendor 2' })]
  const element = await showing({ listConnections: { connections } })
  one(element, 'c-connection-cards').dispatchEvent(
    new CustomEvent('add', { detail: { connector: 'vendor' } })
  )
  await settled()
  expect(one(element, 'c-connection-settings').suggestedName).toBe('Vendor 3')
})

it('shows a connection that was just made, and what comes next', async () => {
  const element = await showing({ listConnections: { connections: [] } })
  expect(wordsOf(element)).toContain('No system is connected yet')
  one(element, 'c-connection-cards').dispatchEvent(
    new CustomEvent('add', { detail: { connector: 'vendor' } })
  )
  await settled()
  expect(wordsOf(element)).toContain('New connection: Vendor')
  answering(answers)
  one(element, 'c-connection-settings').dispatchEvent(new CustomEvent('saved', { detail: { connection: 5, made: true } })) // prettier-ignore
  await settled()
  expect(one(element, 'c-connection-cards').chosen).toBe(5)
  await press(element, 'Open Mapping Settings')
  expect(one(element, 'lightning-tabset').activeTabValue).toBe('mapping')
})

it('shows another connection once the chosen one is deleted', async () => {
  const element = await showing()
  await open(element, 'settings')
  answering({ ...answers, listConnections: { connections: [card(5)] } })
  one(element, 'c-manage-connection').dispatchEvent(new CustomEvent('deleted'))
  await settled()
  expect(one(element, 'c-connection-cards').chosen).toBe(5)
})

it('shows set-up where the org is not connected', async () => {
  const element = await showing({ me: refuse(0, 'No answer.') })
  expect(one(element, 'c-setup-checklist')).not.toBeNull()
  expect(one(element, 'c-connection-cards')).toBeNull()
  answering(answers)
  one(element, 'c-setup-checklist').dispatchEvent(new CustomEvent('changed'))
  await settled()
  expect(one(element, 'c-setup-checklist')).toBeNull()
  expect(one(element, 'c-connection-cards')).not.toBeNull()
})

it('keeps what it shows when the cards can’t be asked for again', async () => {
  const element = await showing()
  answering({ ...answers, listConnections: refuse(503, 'Later.') })
  one(element, 'c-sync-information').dispatchEvent(new CustomEvent('changed'))
  await settled()
  expect(wordsOf(element)).toContain('Later.')
  expect(one(element, 'c-connection-cards').connections).toHaveLength(2)
})

it('keeps what it shows when the middleware is silent for a moment', async () => {
  const element = await showing()
  answering({ ...answers, me: refuse(0, 'No answer.'), listConnectors: refuse(0, 'No answer.') })
  await press(element, 'Refresh')
  expect(wordsOf(element)).toContain('No answer.')
  expect(one(element, 'c-connection-cards').connections).toHaveLength(2)
  expect(one(element, 'c-setup-checklist')).toBeNull()
})

it('shows set-up once the key of the org is refused', async () => {
  const element = await showing()
  answering({ ...answers, me: refuse(401, 'The key is not known.') })
  await press(element, 'Refresh')
  expect(one(element, 'c-setup-checklist')).not.toBeNull()
  expect(one(element, 'c-connection-cards')).toBeNull()
})

it('asks to try again when it can’t be loaded at all', async () => {
  const element = await showing({ listConnectors: refuse(503, 'Later.') })
  expect(wordsOf(element)).toContain('Later.')
  answering(answers)
  await press(element, 'Try again')
  expect(one(element, 'c-connection-cards')).not.toBeNull()
  expect(wordsOf(element)).not.toContain('Later.')
})

it('says so when no org is chosen', async () => {
  const element = await showing({ me: { ...answers.me, org: null } })
  expect(wordsOf(element)).toContain('No org is chosen')
  expect(asked('getSettings')).toEqual([])
})
