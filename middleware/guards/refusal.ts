/** A caller who is refused for a reason that may be told. */
export class CallerRefusal extends Error {
  override readonly name = 'CallerRefusal'
  readonly status: 403 | 404 | 422 | 429
  readonly code: string
  readonly field: string | undefined

  constructor(status: 403 | 404 | 422 | 429, code: string, message: string, field?: string) {
    super(message)
    this.status = status
    this.code = code
    this.field = field
  }
}
