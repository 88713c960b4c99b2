import { expect, onTestFinished } from 'vitest'
import type {
  Context,
  ExternalChange,
  Settings,
  Values,
  WriteOperation
} from '../../middleware/connectors/connector.ts'
import { createHttp } from '../../middleware/connectors/http.ts'
import { salesmanago } from '../../middleware/connectors/salesmanago/connector.ts'
import { startSalesmanago } from '../doubles/salesmanago/index.ts'
import { isSwitch, switches, type SwitchName, type Switches } from '../doubles/salesmanago/switches.ts'

/** The usual behaviour, and each of these switches turned to its other one: a promise is kept under all of them. */
export const bothWays = (
  ...names: readonly SwitchName[]
): (readonly [title: string, switches: Partial<Switches>])[] => [
  ['as usual', {}],
  ...names.map((name) => [`${name}: ${switches[name][1]}`, { [name]: switches[name][1] }] as const)
]

/** What is not certain; an account that is not active takes nothing, so there is no promise to keep. */
export const uncertain = Object.keys(switches)
  .filter(isSwitch)
  .filter((name) => name !== 'account')

/** A SALESmanago of one's own; `ahead` is how far its clock is ahead of ours, in ms. */
export async function world(switches: Partial<Switches> = {}, ahead = 0, account: Settings = {}) {
  let now = Date.UTC(2026, 6, 1, 12)
  const double = await startSalesmanago({ now: () => now + ahead, settings: account })
  onTestFinished(() => double.close())
  double.control({ switches })
  const { settings } = double
  const { signal } = new AbortController()
  const http = createHttp({
    baseUrl: salesmanago.baseUrl(settings),
    signal,
    deadlineMs: 5_000,
    allowHttp: true
  })
  const ctx: Context = { http, settings, signal, now: () => new Date(now) }
  const write = (...operations: WriteOperation[]) => salesmanago.write(ctx, { object: 'contact', operations })
  return {
    double,
    ctx,
    write,
    later: (ms: number) => (now += ms),
    at: (id: string) => double.contacts().find((contact) => contact.id === id),
    /** Someone changes a contact in the screens. */
    edit: (request: object) => double.control({ edit: request }),
    create: async (...values: Values[]): Promise<string[]> => {
      const results = await write(...values.map((each) => ({ kind: 'create', values: each }) as const))
      return results.map((result) => (result.ok ? result.id : expect.unreachable(result.error.message)))
    },
    find: async (id: string): Promise<Values> => {
      const [found] = await salesmanago.find(ctx, { object: 'contact', field: 'id', values: [id] })
      return found?.values ?? expect.unreachable('the contact is gone')
    },
    read: async (cursor: string | null, limit = 100, between: () => void = () => undefined) => {
      const changes: ExternalChange[] = []
      for (;;) {
        const page = await salesmanago.read(ctx, { object: 'contact', cursor, limit })
        changes.push(...page.changes)
        cursor = page.cursor
        if (page.done) return { changes, cursor, ids: new Set(changes.map(({ id }) => id)) }
        if (page.changes.length > 0) between()
      }
    }
  }
}

export const anna = (more: Values = {}): Values => ({
  email: 'anna@example.com',
  name: 'Anna Nowak',
  ...more
})
export const jan = (more: Values = {}): Values => ({ email: 'jan@example.com', name: 'Jan Kos', ...more })
