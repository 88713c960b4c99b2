import { z } from 'zod'
import { ConnectorError } from '../../connectors/connector.ts'
import { CallerRefusal } from '../../guards/refusal.ts'
import { IssueError } from '../../database/issues.ts'
import { PageError } from '../../database/history.ts'
import { ConnectionDeletedError } from '../../database/record.ts'
import { StaleError } from '../../database/revisions.ts'
import { SalesforceError } from '../../salesforce/errors.ts'
import { SetupError } from '../../setup/setup.ts'
import { ConnectError, type ConnectCode } from '../../sync/connect-error.ts'
import { MappingError } from '../../sync/pair.ts'
import { RulesError } from '../../sync/rules.ts'
import { UndoError } from '../../sync/undo-run.ts'
import type { Problem } from './contract/common.ts'

export interface ProblemDetail extends ErrorOptions {
  /** Path of the value that is refused, as the request names it: `values.apiSecret`. */
  readonly field?: string | undefined
  /** What to do about it, where the sentence does not say it. */
  readonly next?: string | undefined
}

/** A request that is answered with a problem. `code` is stable and for programs, the message for people. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  readonly next: string | undefined

  constructor(status: number, code: string, message: string, detail: ProblemDetail = {}) {
    super(message, 'cause' in detail ? { cause: detail.cause } : undefined)
    this.status = status
    this.code = code
    this.field = detail.field
    this.next = detail.next
  }
}

export const notFound = (what: string): ProblemError =>
  new ProblemError(404, 'not-found', `There is no such ${what}.`)

const titles: Readonly<Record<number, string>> = {
  400: 'The request can’t be read',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible here',
  409: 'Not possible as things stand',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Not JSON',
  422: 'A value can’t be taken',
  428: 'The version is missing',
  429: 'Too many requests',
  502: 'The other system refused',
  503: 'Not available'
}

/** What the caller is told; null for an error that is ours, of which nothing is told but a number. */
export function problemOf(error: unknown): Problem | null {
  const known = asProblem(error)
  if (known === null) return null
  const { status, code, message, field, next } = known
  return {
    type: `urn:bothways:problem:${code}`,
    title: titles[status] ?? 'Not possible',
    status,
    detail: message,
    code,
    ...(field !== undefined && { field }),
    ...(next !== undefined && { next })
  }
}

function asProblem(error: unknown): ProblemError | null {
  if (error instanceof ProblemError) return error
  if (error instanceof z.ZodError) return ofSchema(error)
  if (error instanceof CallerRefusal) return new ProblemError(error.status, error.code, error.message, { field: error.field, cause: error }) // prettier-ignore
  if (error instanceof ConnectError) return ofConnect(error)
  if (error instanceof ConnectionDeletedError) return notFound('connection')
  if (error instanceof RulesError)
    return error.cause instanceof z.ZodError ? ofSchema(error.cause) : named(error)
  if (error instanceof MappingError) return new ProblemError(422, 'mapping', error.message, { cause: error })
  if (error instanceof StaleError)
    return new ProblemError(412, 'changed-meanwhile', error.message, { cause: error })
  if (error instanceof IssueError) return new ProblemError(409, 'issue', error.message, { cause: error })
  if (error instanceof UndoError) return new ProblemError(409, 'undo', error.message, { cause: error })
  if (error instanceof PageError)
    return new ProblemError(422, 'page', error.message, { field: 'after', cause: error })
  if (error instanceof SetupError)
    return new ProblemError(409, 'setup', error.message, { next: error.next, cause: error })
  if (error instanceof ConnectorError) {
    const field = error.setting === undefined ? error.field : `values.${error.setting}`
    return new ProblemError(outside(error.kind), error.kind, error.message, { field, cause: error })
  }
  if (error instanceof SalesforceError) {
    const field = error.code === 'ADDRESS_REFUSED' ? 'login.loginUrl' : undefined
    return new ProblemError(outside(error.kind), `salesforce-${error.kind}`, error.message, { field, cause: error }) // prettier-ignore
  }
  return null
}

/** What stands in the way, and what the screen says of it; the command line has words of its own. */
const obstacles: Readonly<Partial<Record<ConnectCode, { status: number; detail?: string; next?: string }>>> =
  {
    exists: { status: 409 },
    edition: { status: 422 },
    'plan-needed': {
      status: 409,
      detail: 'This connection begins with a plan that somebody approves.',
      next: 'Make a plan, look at what it would do, and approve it.'
    },
    'not-begun': {
      status: 409,
      detail: 'Nothing was synchronized yet.',
      next: 'Kick off an initial sync first.'
    },
    paused: { status: 409, detail: 'The connection is paused.', next: 'Let it go on first.' }
  }

function ofConnect(error: ConnectError): ProblemError {
  if (error.code === 'gone') return notFound('connection')
  const obstacle = obstacles[error.code]
  if (obstacle === undefined) return named(error)
  const { field, message } = named(error)
  return new ProblemError(obstacle.status, error.code, obstacle.detail ?? message, { field, next: obstacle.next, cause: error }) // prettier-ignore
}

/** A message that begins with the value it is about: `settings.owner: Data Owner is missing.` */
function named(error: Error): ProblemError {
  const found = /^([\w.]+): (.+)$/s.exec(error.message)
  const field = found?.[1]?.replace(/^settings\./, 'values.')
  return new ProblemError(422, 'invalid', found?.[2] ?? error.message, { field, cause: error })
}

/** The other system's no is not ours: what the caller sent was well-formed. */
const outside = (kind: ConnectorError['kind']): number => {
  if (kind === 'invalid' || kind === 'auth' || kind === 'forbidden' || kind === 'not-found') return 422
  return kind === 'unavailable' || kind === 'rate-limited' ? 503 : 502
}

function ofSchema(error: z.ZodError): ProblemError {
  const [first] = error.issues
  const field = first?.path.map(String).join('.') ?? ''
  const more = error.issues.length > 1 ? ` (${error.issues.length - 1} more)` : ''
  return new ProblemError(422, 'invalid', `${field === '' ? '' : `${field}: `}${first?.message ?? 'not valid'}${more}`, {
    field,
    cause: error
  }) // prettier-ignore
}
