import { Gauge, type Registry } from 'prom-client'

/** Hints that wait, by connection. Numbers only: an org's name or records never get into metrics. */
export interface Waiting {
  readonly orgId: number
  readonly connectionId: number
  readonly waiting: number
}

/** How the linked records of a pair agreed when both sides were last compared whole. */
export interface Agreed {
  readonly orgId: number
  readonly connectionId: number
  readonly pairId: number
  readonly links: number | null
  readonly equal: number | null
  readonly at: Date | null
}

/** Tells `/metrics` how much work waits and how well the sides agree, looked up when it is asked. */
export function createWorkGauges(
  registry: Registry,
  look: () => Promise<readonly Waiting[]>,
  lookAtAgreement: () => Promise<readonly Agreed[]>
): void {
  const labelNames = ['org', 'connection', 'pair']
  const labels = ({ orgId, connectionId, pairId }: Agreed) => ({ org: String(orgId), connection: String(connectionId), pair: String(pairId) }) // prettier-ignore
  new Gauge({
    name: 'bothways_equal_share',
    help: 'Share of linked records that agreed when both sides were last compared whole, 0 to 1',
    labelNames,
    registers: [registry],
    async collect() {
      this.reset()
      for (const one of await lookAtAgreement())
        if (one.links !== null && one.links > 0) this.set(labels(one), (one.equal ?? 0) / one.links)
    }
  })
  new Gauge({
    name: 'bothways_compared_timestamp_seconds',
    help: 'When both sides were last compared whole',
    labelNames,
    registers: [registry],
    async collect() {
      this.reset()
      for (const one of await lookAtAgreement())
        if (one.at !== null) this.set(labels(one), one.at.getTime() / 1000)
    }
  })
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
