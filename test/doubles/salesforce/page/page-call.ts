import type { Call } from '../http/call.ts'

/** A request for a page whose guards have passed. */
export interface PageCall extends Call {
  /** What a form sent; empty for a GET. */
  readonly form: URLSearchParams
}
