import type { RequestHandler } from 'express'
import { ConnectorError, type ToldById, type WebhookRequest } from '../connectors/connector.ts'
import { hashEndpointToken } from '../guards/endpoint-token.ts'
import type { Log } from '../log.ts'

interface Connection {
  readonly orgId: number
  readonly connectionId: number
}

export interface WebhookDependencies {
  /** `hash` is the SHA-256 of the token in the path. */
  readonly byTokenHash: (hash: Buffer) => Promise<Connection | null>
  /** Verifies and reads a message; null where the vendor sends none. Throws `ConnectorError`. */
  readonly read: (
    connection: Connection,
    message: Omit<WebhookRequest, 'now'>
  ) => Promise<readonly ToldById[] | null>
  /** Resolves once the hints are committed. */
  readonly accept: (connection: Connection, hints: readonly ToldById[]) => Promise<void>
  /** Counts a message to an address that nobody has, or that is not the vendor's. */
  readonly refused: () => void
  /** Says that there is work. May get lost: a sweep finds what it missed. */
  readonly wake: (connection: Connection) => void
  readonly log: Log
}

/** What vendors send. */
export const webhookTypes = ['application/json', 'application/x-www-form-urlencoded', 'application/xml', 'text/xml'] // prettier-ignore
export const webhookLimit = 1024 * 1024

/**
 * `POST /webhooks/:token`, behind a guard that reads the body, or `GET` for vendors that only fetch an address: has the
 * connector verify that its vendor sent this, stores what it tells of, then says yes. Like every notification it is a hint: the record is read before anything is written.
 */
export function webhooks(
  to: WebhookDependencies
): RequestHandler<{ token: string }, unknown, Buffer | undefined> {
  return async (request, response) => {
    const answer = (status: number, sentence: string) =>
      response.status(status).type('text/plain').send(`${sentence}\n`)
    try {
      const connection = await to.byTokenHash(hashEndpointToken(request.params.token))
      const { headers, query, body = Buffer.alloc(0) } = request
      const message = { headers: singleHeaders(headers), query: texts(query), body }
      const hints = connection === null ? null : await to.read(connection, message)
      if (connection === null || hints === null) {
        to.refused()
        answer(404, 'Unknown address.')
        return
      }
      if (hints.length > 0) await to.accept(connection, hints)
      answer(200, 'Stored.')
      if (hints.length > 0) to.wake(connection)
    } catch (error) {
      // What only the vendor knows could not be asked now: it may call again.
      if (error instanceof ConnectorError && !error.retryable) {
        to.log.warn({ kind: error.kind, reason: error.message }, 'a message of a vendor was refused')
        const isForged = error.kind === 'forbidden' || error.kind === 'auth'
        if (isForged) to.refused()
        answer(isForged ? 403 : 400, error.message)
        return
      }
      to.log.error({ err: error }, 'a message of a vendor was not stored, so not answered with yes')
      response.set('Retry-After', '5')
      answer(503, 'The message could not be stored; send it again.')
    }
  }
}

/** Names in lower case; of a header that came several times the values in one, as HTTP reads them. */
function singleHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>
): Record<string, string> {
  const known = Object.entries(headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined) // prettier-ignore
  return Object.fromEntries(known.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value])) // prettier-ignore
}

/** What an address says of each name; of a name that comes several times, nothing. */
const texts = (query: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  )
