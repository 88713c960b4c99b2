import type { Call } from '../http/call.ts'
import type { Session } from '../login/sessions.ts'
import type { Dialect } from './dialect.ts'
import type { Element } from './envelope.ts'

/** A SOAP call as it came: its version (`62`), the operation's element and the session id of its header. */
export interface SoapCall {
  readonly call: Call
  readonly dialect: Dialect
  readonly version: number
  readonly operation: Element
  readonly header: Element | undefined
  readonly sessionId: string | undefined
}

/** A SOAP call whose session is good. */
export interface SoapRequest extends SoapCall {
  readonly session: Session
}

/** Answers what stands inside `<…Response>`: one or more `<result>`. Throws `SoapFault` or `ApiError`. */
export type SoapOperation = (request: SoapRequest) => string
