/** What stands in the way, for programs. `plan-needed`: a plan has to be approved first. `not-begun`: an initial sync has to be. */
export type ConnectCode = 'invalid' | 'gone' | 'plan-needed' | 'not-begun' | 'paused' | 'exists' | 'edition'

/** Thrown for a request that can't be carried out; the message names the field, `next` says what to type at the command line. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  readonly code: ConnectCode
  readonly next: string | undefined

  constructor(
    message: string,
    detail: ErrorOptions & { readonly code?: ConnectCode; readonly next?: string } = {}
  ) {
    super(message, 'cause' in detail ? { cause: detail.cause } : undefined)
    this.code = detail.code ?? 'invalid'
    this.next = detail.next
  }
}

export const noConnection = (orgId: number, connectionId: number): ConnectError =>
  new ConnectError(`There is no connection ${connectionId} of org ${orgId}.`, { code: 'gone' })

/** The command that brings a connection in step first: where somebody has to approve a plan, it is made first. */
export const firstCommand = (orgId: number, connectionId: number, needsPlan: boolean): string =>
  `bothways ${needsPlan ? 'plan' : 'initial-sync'} ${orgId} ${connectionId}`
