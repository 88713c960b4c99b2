import type { Settings, Values } from '../../middleware/connectors/connector.ts'

/**
 * A vendor's system on this machine: state in memory, the vendor's protocol over real HTTP, faults on command.
 * `POST /__control` takes the same commands as `control`; `GET /__control` shows everything that can be commanded.
 */
export interface Double {
  readonly url: string
  /** What to type into the form of a connection, secrets included. */
  readonly settings: Settings
  control(command: object): unknown
  close(): Promise<void>
}

/** What every double takes to be started. */
export interface DoubleOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** The vendor's clock, epoch milliseconds. */
  readonly now?: () => number
  /** Secrets of one's own; the default ones are the same at every start. */
  readonly settings?: Settings
}

/**
 * One way to fail, used up after `times` requests (1). A request that gets another `status` or `body` is not carried
 * out; one whose reply is `cut` or `truncated` was.
 */
export interface Fault {
  /** Only requests whose path ends so. */
  readonly path?: string
  readonly times?: number
  readonly status?: number
  /** Sent as it stands. */
  readonly body?: string
  readonly retryAfter?: string
  readonly latencyMs?: number
  /** The connection is destroyed where the reply would have been. */
  readonly cut?: boolean
  /** Half of the reply, in a complete HTTP message. */
  readonly truncated?: boolean
  /** There is never a reply. */
  readonly hang?: boolean
  /** The vendor's own way of saying no. */
  readonly refuse?: string
}

/** What the conformance suite does on the far side, and what it has to know about it. */
export interface Practice {
  readonly double: Double
  readonly object: string
  /** Values of a valid record; every `n` is another one. */
  sample(n: number): Values
  /** Values that the vendor changes when it keeps them. */
  readonly uneven: Values
  /** Values that the vendor refuses. */
  readonly poison: Values
  /** Settings that do not work, and the setting a person has to be sent to. */
  readonly wrong: readonly { readonly settings: Settings; readonly setting: string }[]
  /** Someone edits the record in the vendor's own screens. */
  edit(id: string): void
  remove(id: string): void
  count(): number
  /** Replies get fields that no connector has heard of. */
  surprise(): void
  fail(fault: Fault): void
  requests(): number
  /** Requests so far that asked for somebody to be opted in. */
  optIns(): number
}
