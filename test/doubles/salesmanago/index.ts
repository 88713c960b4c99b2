import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Settings } from '../../../middleware/connectors/connector.ts'
import type { Json } from '../../../middleware/connectors/decode.ts'
import type { Double, DoubleOptions, Fault } from '../double.ts'
import { Faults } from '../faults.ts'
import { filledIn, personActs, type Act } from './callbacks.ts'
import { full } from './contact.ts'
import { command } from './control.ts'
import { answer } from './server.ts'
import { Store } from './store.ts'
import { defaultSwitches } from './switches.ts'
import type { Account, Seen, World } from './world.ts'

export interface SalesmanagoDouble extends Double {
  readonly seen: Seen
  control(request: Json): Json
  readonly fail: (fault: Fault) => void
  /** A callback's address as the vendor fills in the text that was entered for it. */
  readonly callbackUrl: typeof filledIn
  /** A person opts in or out by a link; gives what the callback answered, null where none is entered. */
  act(email: string, act: Act): Promise<number | null>
  /** Every contact in the shape of `contact/list`. */
  contacts(): ReturnType<typeof full>[]
}

const usual = {
  clientId: 'client-abc',
  apiSecret: 'secret-xyz',
  owner: 'owner@example.com',
  accountName: 'Practice account',
  microSiteKey: 'mskey-789',
  iFrameName: 'crm_card'
}

/** SALESmanago's API v2 on a loopback port, as the fact sheet has it; what is uncertain is a switch. */
export async function startSalesmanago(options: DoubleOptions = {}): Promise<SalesmanagoDouble> {
  const settings: Settings = { ...usual, ...options.settings }
  const faults = new Faults()
  const store = new Store(defaultSwitches(), options.now ?? Date.now)
  const seen: Seen = { calls: {}, optIns: 0, confirmationMails: 0, written: {} }
  const world: World = {
    account: accountOf(settings),
    store,
    seen,
    callbacks: {},
    jobs: new Map(),
    files: new Map(),
    url: () => url
  }
  const server = createServer((request, response) => {
    answer(world, faults, request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    settings: { endpoint: url, ...settings },
    seen,
    control: (request) => command(world, faults, request),
    fail: (fault) => faults.add(fault),
    callbackUrl: filledIn,
    act: (email, act) => personActs(world, email, act),
    contacts: () => store.all().map(full).toArray(),
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    }
  }
}

function accountOf(settings: Settings): Account {
  const text = (name: string) => settings[name] ?? ''
  return {
    clientId: text('clientId'),
    apiSecret: text('apiSecret'),
    microSiteKey: text('microSiteKey'),
    iFrameName: text('iFrameName'),
    users: [text('owner').toLowerCase(), 'colleague@example.com']
  }
}
