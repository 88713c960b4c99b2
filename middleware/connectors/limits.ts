/** What the vendor allows. `overlapMs` is read again before each cursor, for commits that became visible late. */
export interface Limits {
  readonly concurrency: number
  /**
   * Names the endpoint of a request, from its path, where the vendor allows `concurrency` of each endpoint (Autotask: three
   * calls at a time) and not of the whole account. Few different names; the quota stays one for all.
   */
  readonly endpointOf?: (path: string) => string
  readonly writeBatch: number
  readonly findBatch: number
  readonly overlapMs: number
  /** Milliseconds after which a request is given up; nothing sent may land later than this plus network time. */
  readonly deadlineMs: number
  /** Requests the account may make in a time, shared with all other programs of the customer. */
  readonly quota?: { readonly requests: number; readonly perMs: number }
  /** The product page counts one record as one request, whatever it takes really. */
  readonly quotaUnit?: 'request' | 'record'
}
