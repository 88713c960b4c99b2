import type { Clock } from '../clock.ts'
import type { IdSequence } from '../ids.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Database } from '../store/database.ts'
import type { Touch } from '../store/transaction.ts'
import type { Switches } from '../switches.ts'
import { ackFault } from './ack.ts'
import { checkDefinition } from './definition.ts'
import type { MessageDefinition, RegisteredMessage } from './definition.ts'
import { envelope } from './envelope.ts'
import { postFault, Poster } from './post.ts'
import type { PosterOptions } from './post.ts'
import { MessageQueue } from './queue.ts'
import type { Entry } from './queue.ts'
import { senderOf } from './sender.ts'
import { Slots } from './slots.ts'
import { wordsOf } from '../uncertain.ts'

/** Notifications in one body [V]. */
const bodySize = 100
/** An endpoint that takes more than this share of the time it has is slow. */
const slowShare = 0.1
/** Milliseconds an edit waits for company before it is sent. */
const gatherMs = 30

interface Parts extends PosterOptions {
  readonly database: Database
  readonly clock: Clock
  readonly ids: IdSequence
  readonly orgId: string
  readonly switches: Switches
}

/** Sends outbound messages as Salesforce does: queued, batched, at least once, in no order, for a day. */
export class Outbox {
  readonly queue = new MessageQueue()
  /** Bodies sent and notifications acknowledged since the start. */
  readonly counts = { bodies: 0, acknowledged: 0 }
  orgUrl = ''
  /** So many next acknowledgements are lost on their way back. */
  loseAcks = 0
  /** Names (`contact.my_message`) of the deployed messages that flows send for a save. */
  flowMessages: (touch: Touch, userId: string) => ReadonlySet<string> = () => new Set()
  readonly #parts: Parts
  readonly #poster: Poster
  readonly #messages = new Map<string, RegisteredMessage>()
  readonly #closing = new AbortController()
  #timer: NodeJS.Timeout | undefined
  /** When the timer fires, by `performance.now()`. */
  #wakesAt = Infinity
  readonly #slots: Slots
  readonly #free = ({ endpointUrl }: RegisteredMessage) => this.#slots.free(endpointUrl)

  /** The message's object as its integration user sees it: fields that user may not read are not sent [V]. */
  objectSeen = (message: RegisteredMessage): ObjectSchema | undefined =>
    this.#parts.database.schema.object(message.object)

  constructor(parts: Parts) {
    this.#parts = parts
    this.#poster = new Poster(parts)
    this.#slots = new Slots(parts.timeoutMs * slowShare)
    parts.clock.onAdvance(() => this.wake(0))
  }

  get messages(): RegisteredMessage[] {
    return [...this.#messages.values()]
  }

  /** Busy while a body is under way. */
  get inFlight(): number {
    return this.#slots.underWay
  }

  /** A message of the same object and name is replaced; what waits for it is then forgotten. */
  define(definition: MessageDefinition): RegisteredMessage {
    checkDefinition(this.#parts.database, definition)
    this.remove(definition.object, definition.name)
    const message = {
      apiVersion: '62.0',
      ...definition,
      actionId: definition.actionId ?? this.#parts.ids.next('04k')
    }
    this.#messages.set(key(definition.object, definition.name), message)
    return message
  }

  remove(object: string, name: string): boolean {
    const message = this.#messages.get(key(object, name))
    if (message) this.queue.removeMessage(message)
    return this.#messages.delete(key(object, name))
  }

  /** Queues what a commit touched. Deletes never send a message [V]; undeletes neither [K]. */
  changed(touched: readonly Touch[], userId: string): void {
    if (this.#messages.size === 0) return
    const now = this.#parts.clock.now()
    for (const touch of touched) {
      const { kind, object, id } = touch
      if (kind !== 'create' && kind !== 'update') continue
      const byFlows = this.flowMessages(touch, userId)
      for (const message of this.#messages.values()) {
        if (message.object.toLowerCase() !== object.toLowerCase()) continue
        if (message.sentByFlows && !byFlows.has(key(message.object, message.name))) continue
        const sender = senderOf(this.#parts.database, message)
        if (message.skipIntegrationUserWrites && sender?.Id === userId) continue
        if (sender?.['IsActive'] === false && !this.#parts.switches.inactiveSenderQueues) continue
        this.queue.add(message, id, () => this.#parts.ids.next('04l'), now)
      }
    }
    this.wake(gatherMs)
  }

  /** Looks at the queue again, `ms` from now at the latest. */
  wake(ms: number): void {
    const at = performance.now() + ms
    if (this.#closing.signal.aborted || at >= this.#wakesAt) return
    clearTimeout(this.#timer)
    this.#wakesAt = at
    this.#timer = setTimeout(() => this.#pump(), ms)
    this.#timer.unref()
  }

  close(): void {
    this.#closing.abort()
    clearTimeout(this.#timer)
    this.#poster.close()
  }

  #pump(): void {
    const { clock, switches } = this.#parts
    this.#wakesAt = Infinity
    if (!switches.sendMessages) return
    for (;;) {
      const [first, ...rest] = this.queue.take(clock.now(), {
        limit: bodySize,
        shuffled: switches.shuffleMessages,
        free: this.#free
      })
      if (!first) break
      void this.#send(first, [first, ...rest]).finally(() => this.wake(0))
    }
    const next = this.queue.nextMoment(this.#free)
    // A timer can't wait longer than 2^31 ms; a minute is soon enough to look again.
    if (next !== null) this.wake(Math.min(Math.max(next - clock.now(), gatherMs), 60_000))
  }

  async #send({ message }: Entry, batch: readonly Entry[]): Promise<void> {
    const fault = await this.#slots.hold(message.endpointUrl, () => this.#attempt(message, batch))
    const now = this.#parts.clock.now()
    for (const entry of batch) {
      if (fault === null) {
        this.counts.acknowledged++
        this.queue.acknowledged(entry, this.#parts.switches.duplicateMessages)
      } else {
        this.queue.refused(entry, fault, now)
      }
    }
  }

  /** One body; answers why it was not acknowledged, or null. The whole body comes again when it was not [V]. */
  async #attempt(message: RegisteredMessage, batch: readonly Entry[]): Promise<string | null> {
    const { database, orgId, switches } = this.#parts
    const object = this.objectSeen(message)
    if (!object) return `sObject type '${message.object}' is not supported.`
    if (senderOf(database, message)?.['IsActive'] === false) return wordsOf('senderInactive')
    // Read at the last moment: only the newest state goes out [V].
    const notifications = batch.map(({ id, recordId }) => {
      const row = database.find(recordId)
      return { id, recordId, row: row && row['IsDeleted'] !== true ? row : null }
    })
    const deletedCarriesId = switches.deletedNotificationCarriesId
    const body = envelope(message, notifications, { orgId, orgUrl: this.orgUrl, object, deletedCarriesId })
    this.counts.bodies++
    try {
      const answer = await this.#poster.post(message.endpointUrl, body, this.#closing.signal)
      if (this.loseAcks > 0) {
        this.loseAcks--
        return 'java.net.SocketException: Connection reset'
      }
      return ackFault(answer.status, answer.body)
    } catch (error) {
      return postFault(error)
    }
  }
}

const key = (object: string, name: string) => `${object}.${name}`.toLowerCase()
