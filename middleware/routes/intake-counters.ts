import { Counter, type Registry } from 'prom-client'
import type { IntakeCounters } from './outbound-messages.ts'

/** Counts outbound messages for `/metrics`. */
export function createIntakeCounters(registry: Registry): IntakeCounters {
  const registers = [registry]
  const envelopes = new Counter({
    name: 'bothways_intake_envelopes_total',
    help: 'Outbound messages by what became of them',
    labelNames: ['outcome'],
    registers
  })
  const received = new Counter({
    name: 'bothways_intake_notifications_total',
    help: 'Notifications acknowledged, repeats included',
    registers
  })
  const added = new Counter({
    name: 'bothways_intake_notifications_new_total',
    help: 'Notifications stored for the first time',
    registers
  })
  return {
    envelope: (outcome) => envelopes.inc({ outcome }),
    notifications(count, fresh) {
      received.inc(count)
      added.inc(fresh)
    }
  }
}
