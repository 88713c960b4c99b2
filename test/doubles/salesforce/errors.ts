import { codeOf, uncertain, wordsOf } from './uncertain.ts'
import type { UncertainName } from './uncertain.ts'

/** A refusal as the REST API words it: an HTTP status and one element of the error array. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly fields: readonly string[] | undefined

  constructor(status: number, code: string, message: string, fields?: readonly string[]) {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields
  }

  /** An element of the REST array: `errorCode` [V]. */
  get envelope(): object {
    return { message: this.message, errorCode: this.code, ...(this.fields && { fields: this.fields }) }
  }

  /** An element of a collection's `errors`: `statusCode`, not `errorCode` [V]. */
  get saveError(): object {
    return { statusCode: this.code, message: this.message, fields: this.fields ?? [] }
  }

  /** All there is to tell: itself, unless it stands for several refusals. */
  get all(): readonly ApiError[] {
    return [this]
  }
}

/** Several refusals of one record, all told; the first stands for them where only one can be. */
export class ApiErrors extends ApiError {
  readonly #all: readonly ApiError[]

  constructor(first: ApiError, others: readonly ApiError[]) {
    super(first.status, first.code, first.message, first.fields)
    this.#all = [first, ...others]
  }

  override get all(): readonly ApiError[] {
    return this.#all
  }
}

/** The REST API's error array. */
export const envelopes = (error: ApiError): object[] => error.all.map(({ envelope }) => envelope)

/** The `errors` of one row of a collection. */
export const saveErrors = (error: ApiError): object[] => error.all.map(({ saveError }) => saveError)

export const notFound = () => new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')

export const entityIsDeleted = () => new ApiError(404, 'ENTITY_IS_DELETED', 'entity is deleted', [])

export const invalidSession = () => new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')

/** The answer names the methods in `Allow`, as HTTP asks of every 405. */
export class MethodNotAllowed extends ApiError {
  readonly headers: Readonly<Record<string, string>>

  constructor(method: string, allowed: readonly string[]) {
    const message = `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(',')}`
    super(405, 'METHOD_NOT_ALLOWED', message)
    this.headers = { Allow: allowed.join(', ') }
  }
}

export const methodNotAllowed = (method: string, allowed: readonly string[]) =>
  new MethodNotAllowed(method, allowed)

/** Headers a refusal brings along. */
export const headersOf = (error: ApiError): Readonly<Record<string, string>> =>
  error instanceof MethodNotAllowed ? error.headers : {}

/** One of the refusals that `uncertain.ts` keeps. */
export function uncertainRefusal(
  name: UncertainName,
  values: Readonly<Record<string, string | number>> = {},
  fields?: readonly string[]
): ApiError {
  const { status = 400 } = uncertain(name)
  return new ApiError(status, codeOf(name), wordsOf(name, values), fields)
}
