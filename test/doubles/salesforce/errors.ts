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
}

export const notFound = () => new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')

export const entityIsDeleted = () => new ApiError(404, 'ENTITY_IS_DELETED', 'entity is deleted', [])

export const invalidSession = () => new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')

export const methodNotAllowed = (method: string, allowed: readonly string[]) =>
  new ApiError(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(',')}`
  )
