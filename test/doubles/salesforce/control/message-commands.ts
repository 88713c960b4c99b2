import { setTimeout as delay } from 'node:timers/promises'
import type { MessageDefinition } from '../messages/definition.ts'
import type { Entry } from '../messages/queue.ts'
import type { OrgState } from '../org-state.ts'
import type { Args } from './args.ts'
import type { Commands } from './command.ts'

/** Outbound messages: their definitions and the monitor. */
export const messageCommands: Commands = {
  defineMessage: {
    help:
      'object, name, endpointUrl, fields, integrationUser?, skipIntegrationUserWrites?, useDeadLetterQueue?, ' +
      'apiVersion?: sent after each create and update',
    run: ({ outbox }, args) => outbox.define(definition(args))
  },
  removeMessage: {
    help: 'object, name',
    run: ({ outbox }, args) => ({ removed: outbox.remove(args.text('object'), args.text('name')) })
  },
  messages: {
    help: 'the monitor: {definitions, pending, failed, dropped, bodies, acknowledged}',
    run: ({ outbox }) => ({
      definitions: outbox.messages,
      pending: [...outbox.queue.entries].map(shown),
      failed: outbox.queue.failed.map(shown),
      dropped: outbox.queue.dropped,
      ...outbox.counts
    })
  },
  retryNow: {
    help: 'makes all waiting messages due',
    run: ({ outbox, clock }) => {
      for (const entry of outbox.queue.entries) entry.nextAt = Math.min(entry.nextAt, clock.now())
      outbox.wake(0)
    }
  },
  requeueFailed: {
    help: 'puts the failed list back in the queue; how many',
    run: ({ outbox, clock }) => {
      const requeued = outbox.queue.requeueFailed(clock.now())
      outbox.wake(0)
      return { requeued }
    }
  },
  loseAcks: {
    help: 'times: so many next acknowledgements are lost on their way, so the bodies come again',
    run: ({ outbox }, args) => {
      outbox.loseAcks = args.number('times')
    }
  },
  messagesIdle: {
    help: 'timeoutMs=10000: waits until nothing is due or under way; {idle, pending}',
    run: async (org, args) => {
      const until = performance.now() + args.number('timeoutMs', 10_000)
      while (!idle(org) && performance.now() < until) await delay(5)
      return { idle: idle(org), pending: org.outbox.queue.size }
    }
  }
}

function idle({ outbox, clock }: OrgState): boolean {
  const next = outbox.queue.nextMoment()
  return outbox.inFlight === 0 && (next === null || next > clock.now())
}

function definition(args: Args): MessageDefinition {
  args.text('object')
  args.text('name')
  args.text('endpointUrl')
  args.texts('fields')
  return args.rest as unknown as MessageDefinition // its required parts were just read
}

const shown = ({ message, ...entry }: Entry) => ({ ...entry, object: message.object, name: message.name })
