import type { RequestHandler } from 'express'
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, type InputType, type ZlibOptions } from 'node:zlib'

const inflate = promisify<InputType, ZlibOptions, Buffer>(gunzip)

/** A body that is not taken. `status` is the answer's, the message a sentence for the sender. */
export class BodyError extends Error {
  override readonly name = 'BodyError'
  readonly status: 400 | 413 | 415

  constructor(status: 400 | 413 | 415, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

export interface BodyRules {
  /** Most bytes, before and after inflating. */
  readonly limit: number
  /** Media types that are read, in lower case. Text is UTF-8. */
  readonly types: readonly string[]
}

/** Puts the whole body, plain or inflated, into `request.body`; answers with a sentence where it can't. */
export function bodyBuffer(
  rules: BodyRules,
  onRefused: (error: BodyError) => void
): RequestHandler<Record<string, string>, unknown, Buffer> {
  return async (request, response, next) => {
    try {
      request.body = await readBody(request, rules)
    } catch (error) {
      if (!(error instanceof BodyError)) throw error
      onRefused(error)
      // What is left of a body that is too large is not waited for.
      if (error.status === 413) response.set('Connection', 'close')
      response.status(error.status).type('text/plain').send(`${error.message}\n`)
      return
    }
    next()
  }
}

/** Reads a request's body. Throws `BodyError`. */
async function readBody(request: IncomingMessage, { limit, types }: BodyRules): Promise<Buffer> {
  const { type, charset } = mediaType(request.headers['content-type'] ?? '')
  if (!types.includes(type)) throw new BodyError(415, `The content type must be one of ${types.join(', ')}.`)
  if (charset !== undefined && charset !== 'utf-8') throw new BodyError(415, 'The charset must be utf-8.')
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new BodyError(415, 'The content encoding must be gzip or identity.')
  }
  const body = await collect(request, limit)
  return encoding === 'gzip' ? inflated(body, limit) : body
}

function mediaType(header: string): { type: string; charset: string | undefined } {
  const [type = '', ...parameters] = header.split(';', 8).map((part) => part.trim().toLowerCase())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  return { type, charset: charset?.slice('charset='.length).replaceAll('"', '') }
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let length = 0
    request.on('data', (piece: Buffer) => {
      length += piece.length
      if (length <= limit) pieces.push(piece)
      else pieces.length = 0
      // The rest is read and thrown away, so that the sender sees the answer and not a broken line; but not for ever.
      if (length > 8 * limit) reject(tooLarge(limit))
    })
    request.on('end', () => {
      if (length > limit) reject(tooLarge(limit))
      else resolve(Buffer.concat(pieces, length))
    })
    request.on('error', (cause) => reject(new BodyError(400, 'The body broke off.', { cause })))
    request.on('close', () => {
      if (!request.complete) reject(new BodyError(400, 'The body broke off.'))
    })
  })
}

async function inflated(body: Buffer, limit: number): Promise<Buffer> {
  try {
    return await inflate(body, { maxOutputLength: limit })
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(limit, cause)
    throw new BodyError(400, 'The body is not valid gzip.', { cause })
  }
}

function tooLarge(limit: number, cause?: unknown): BodyError {
  return new BodyError(413, `The body is larger than ${limit} bytes.`, { cause })
}
