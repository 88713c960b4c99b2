import type { RequestHandler, Response } from 'express'
import { hashEndpointToken } from '../guards/endpoint-token.ts'
import type { Log } from '../log.ts'
import { acknowledgement } from '../salesforce/acknowledgement.ts'
import { sameId } from '../salesforce/ids.ts'
import { NotificationError, readNotifications, type Notification } from '../salesforce/notifications.ts'

/** The connection that an endpoint's token belongs to. */
export interface IntakeConnection {
  readonly orgId: number
  readonly connectionId: number
  readonly salesforceOrgId: string
}

export interface IntakeDependencies {
  readonly connections: {
    /** `hash` is the SHA-256 of the token in the path. */
    byTokenHash(hash: Buffer): Promise<IntakeConnection | null>
  }
  readonly inbox: {
    /** Resolves once the notifications are committed, with how many of them were new. */
    accept(connection: IntakeConnection, notifications: readonly Notification[]): Promise<number>
  }
  /** Another org's messages come to this address, and are refused: somebody has to be told. May get lost. */
  readonly foreign?: (connection: IntakeConnection, organizationId: string) => Promise<void>
  /** Says that there is work. May get lost: a sweep finds what it missed. */
  readonly wake: (connection: IntakeConnection) => Promise<void> | void
  readonly counters: IntakeCounters
  readonly log: Log
}

export interface IntakeCounters {
  readonly envelope: (outcome: IntakeOutcome) => void
  readonly notifications: (received: number, added: number) => void
}
export type IntakeOutcome = 'accepted' | 'unknown' | 'refused' | 'unavailable' | 'busy'

/** Salesforce sends `text/xml`; the others are what proxies and SOAP tools make of it. */
export const outboundMessageTypes = ['text/xml', 'application/xml', 'application/soap+xml']

// Together under 3 s: Salesforce would wait 60 s, but meanwhile a database that is gone would fill the places for work.
const lookUpMs = 1_000
const storeMs = 1_800
const nobody = '000000000000000'

/**
 * `POST /hooks/salesforce/:token`, behind a guard that reads the body: stores what an outbound message tells of, then
 * acknowledges it. Without an acknowledgement Salesforce sends the whole envelope again, so every doubt gets an error.
 */
export function outboundMessages(
  intake: IntakeDependencies
): RequestHandler<{ token: string }, unknown, Buffer> {
  const { connections, inbox, counters } = intake
  return async (request, response) => {
    try {
      const hash = hashEndpointToken(request.params.token)
      const connection = await inTime(connections.byTokenHash(hash), lookUpMs)
      const { organizationId, notifications } = readNotifications(request.body)
      // An unknown token gets the work and the answer of a foreign org: neither tells that a token exists.
      const isTheirs = sameId(organizationId, connection?.salesforceOrgId ?? nobody)
      if (connection === null || !isTheirs) {
        refuseUnknown(intake, response, connection, organizationId)
        return
      }
      const added = await inTime(inbox.accept(connection, notifications), storeMs)
      response.status(200).type('text/xml').send(acknowledgement(true))
      counters.envelope('accepted')
      counters.notifications(notifications.length, added)
      await wake(intake, connection)
    } catch (error) {
      if (error instanceof NotificationError) refuse(intake, response, error)
      else unavailable(intake, response, error)
    }
  }
}

function refuseUnknown(
  { counters, log, foreign }: IntakeDependencies,
  response: Response,
  connection: IntakeConnection | null,
  organizationId: string
): void {
  counters.envelope('unknown')
  const asked = { orgId: connection?.orgId ?? null, connectionId: connection?.connectionId ?? null }
  log.warn({ ...asked, organizationId }, 'outbound message with an unknown address, or from another org')
  answer(response, 404, 'Unknown address.')
  if (connection === null) return
  foreign?.(connection, organizationId).catch((error: unknown) => log.warn({ err: error, ...asked }, 'the alert was not stored')) // prettier-ignore
}

function refuse(
  { counters, log }: IntakeDependencies,
  response: Response,
  { kind, message }: NotificationError
): void {
  counters.envelope('refused')
  log.warn({ kind, reason: message }, 'outbound message refused')
  answer(response, kind === 'too-large' ? 413 : 400, message)
}

function unavailable({ counters, log }: IntakeDependencies, response: Response, error: unknown): void {
  counters.envelope('unavailable')
  log.error({ err: error }, 'outbound message not stored, so not acknowledged')
  response.set('Retry-After', '5')
  answer(response, 503, 'The message could not be stored; send it again.')
}

function answer(response: Response, status: number, sentence: string): void {
  response.status(status).type('text/plain').send(`${sentence}\n`)
}

async function wake(intake: IntakeDependencies, connection: IntakeConnection): Promise<void> {
  try {
    await intake.wake(connection)
  } catch (error) {
    const { orgId, connectionId } = connection
    intake.log.warn({ err: error, orgId, connectionId }, 'wake-up lost; the sweep will find the work')
  }
}

/** Gives up after `ms`. A store that commits after that is recognised when the message comes again. */
async function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The database did not answer within ${ms} ms.`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
