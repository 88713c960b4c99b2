import { Gauge, type Registry } from 'prom-client'

/** Hints that wait, by connection. Numbers only: an org's name or records never get into metrics. */
export interface Waiting {
  readonly orgId: number
  readonly connectionId: number
  readonly waiting: number
}

/** Tells `/metrics` how much work waits, looked up when it is asked. */
export function createWorkGauges(registry: Registry, look: () => Promise<readonly Waiting[]>): void {
  new Gauge({
    name: 'bothways_inbox_waiting',
    help: 'Hints that wait to be worked on, retries included',
    labelNames: ['org', 'connection'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const { orgId, connectionId, waiting } of await look())
        this.set({ org: String(orgId), connection: String(connectionId) }, waiting)
    }
  })
}
