import type { IncomingMessage } from 'node:http'
import express, { type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import { isAdminKey } from '../guards/admin-key.ts'
import { tooOften } from '../guards/authenticate.ts'
import { clientAddress, networkOf } from '../guards/client-address.ts'
import { hashEndpointToken, isEndpointToken, isTokenOf, newEndpointToken } from '../guards/endpoint-token.ts'
import type { Failures } from '../guards/failures.ts'
import { CallerRefusal } from '../guards/refusal.ts'
import { SESSION_MS, sessionOf, setSession } from '../guards/session-cookie.ts'
import { problemOf, ProblemError } from './api/problem.ts'

export interface SignInDoors {
  adminKeyHash(): Promise<Buffer | null>
  openSession(hash: Buffer, forMs: number): Promise<void>
  closeSession(hash: Buffer): Promise<void>
  /** Uses a sign-in link up; false where it is no good. */
  useLink(hash: Buffer): Promise<boolean>
  /** For the log: a session began, or an attempt failed. */
  signedIn(address: string): void
  refused(address: string): void
  readonly failures: Failures
  readonly proxies: number
  readonly secure: boolean
}

const given = z.strictObject({ key: z.string().max(200) })

/** `POST /console/sign-in` with the admin key: answers 204 and the session's cookie, or a problem. */
export function signIn(doors: SignInDoors): RequestHandler[] {
  const check: RequestHandler = async (request, response) => {
    try {
      fromConsole(request)
      const address = clientAddress(request, doors.proxies)
      if (doors.failures.tooMany(`${networkOf(address)} console`)) throw tooOften()
      const { key } = given.parse(request.body ?? {})
      const hash = await doors.adminKeyHash()
      if (!isAdminKey(key) || hash === null || !isTokenOf(hash, key)) {
        doors.failures.failed(`${networkOf(address)} console`)
        doors.refused(address)
        throw new ProblemError(401, 'wrong-key', 'This is not the admin key of this middleware.', {
          field: 'key',
          next: 'It was printed when the middleware started for the first time; "bothways admin-key" makes a new one.'
        })
      }
      await open(doors, request, response)
      response.status(204).end()
    } catch (error) {
      answer(response, error)
    }
  }
  return [express.json({ limit: '2kb', type: 'application/json' }), check]
}

/** `GET /console/enter/:token`: a sign-in link, good once; leads to the console either way. */
export function enter(doors: SignInDoors): RequestHandler<{ token: string }> {
  return async (request, response) => {
    const { token } = request.params
    const address = clientAddress(request, doors.proxies)
    const attempt = `${networkOf(address)} link`
    if (doors.failures.tooMany(attempt)) doors.refused(address)
    else if (isEndpointToken(token) && (await doors.useLink(hashEndpointToken(token))))
      await open(doors, request, response)
    else {
      doors.failures.failed(attempt)
      doors.refused(address)
    }
    response.redirect(303, '/console')
  }
}

/** `POST /console/sign-out`. */
export function signOut(doors: SignInDoors): RequestHandler {
  return async (request, response) => {
    try {
      fromConsole(request)
    } catch (error) {
      answer(response, error)
      return
    }
    const session = sessionOf(request, doors.secure)
    if (session !== null) await doors.closeSession(hashEndpointToken(session))
    response.set('Set-Cookie', setSession('', doors.secure)).status(204).end()
  }
}

async function open(doors: SignInDoors, request: IncomingMessage, response: Response): Promise<void> {
  const session = newEndpointToken()
  await doors.openSession(hashEndpointToken(session), SESSION_MS)
  doors.signedIn(clientAddress(request, doors.proxies))
  response.set('Set-Cookie', setSession(session, doors.secure))
}

function fromConsole({ headers }: IncomingMessage): void {
  if (headers['bothways-console'] !== '1')
    throw new CallerRefusal(403, 'not-the-console', 'Sign in from the console’s own page.', 'Bothways-Console') // prettier-ignore
}

/** What is not a problem of the request is left to the app. */
function answer(response: Response, error: unknown): void {
  const problem = problemOf(error)
  if (problem === null) throw error
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}
