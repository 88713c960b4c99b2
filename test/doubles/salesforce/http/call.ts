import type { IncomingHttpHeaders } from 'node:http'
import type { Session } from '../login/sessions.ts'
import type { OrgState } from '../org-state.ts'

/** One request, read whole. */
export interface Call {
  readonly org: OrgState
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** Empty for CSV and multipart uploads, which may be too big to hold as text too. */
  readonly body: string
  /** The body as it came, unpacked. */
  readonly bytes: Buffer
  /** `http://host:port` as the client named us, so that `localhost` stays `localhost`. */
  readonly origin: string
  /** Path segments the route named. */
  readonly params: Readonly<Record<string, string>>
}

/** A request below `/services/data/vXX.0` whose session and version are good. */
export interface ApiCall extends Call {
  readonly session: Session
  /** `62.0` */
  readonly version: string
  /** The JSON body; undefined when there is none. */
  readonly json: unknown
  /** Calls another resource of the same version, as `/composite` does; `path` starts behind the version. */
  readonly callResource: (call: ApiCall, path: string) => Promise<Reply>
}

/** What is answered: one of `json`, `text`, `bytes` and `stream`. */
export interface Reply {
  readonly status: number
  readonly json?: unknown
  readonly text?: string
  readonly bytes?: Uint8Array
  /** Pieces made while they are sent, so that a big answer is never in memory as a whole. */
  readonly stream?: Iterable<string>
  readonly headers?: Readonly<Record<string, string>>
}

export const ok = (json: unknown): Reply => ({ status: 200, json })
export const noContent: Reply = { status: 204 }

export type Handler<C extends Call> = (call: C) => Reply | Promise<Reply>

export interface Route<C extends Call> {
  readonly method: string
  /** Segments; `:name` takes one, a last `*` takes the rest. */
  readonly pattern: string
  /** Says no to parameters that another route of the same form is for. */
  readonly accepts?: (params: Readonly<Record<string, string>>) => boolean
  /** Other methods find nothing at this address, instead of being told which ones it takes. */
  readonly hidden?: boolean
  readonly handle: Handler<C>
}
