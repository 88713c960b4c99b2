import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { spend } from '../database/setup.ts'
import { newVerifier } from '../salesforce/oauth.ts'
import { SealError } from '../secrets/seal.ts'
import { signed, verified } from '../secrets/signed.ts'
import { purposes, type Purpose, type Setup } from './setup.ts'

/** How long an admin has from the button to the end of the login. */
export const TICKET_MS = 10 * 60_000

const wish = z.object({ orgId: z.int(), purpose: z.enum(purposes), actor: z.string() })
/** What is to be done in which org, and who pressed the button. */
export type Wish = z.infer<typeof wish>

const ticket = wish.extend({ once: z.string() })
const PURPOSE = 'connect address'

/** An address that begins a login in the browser that opens it first. */
export function ticketAddress({ engine, address }: Setup, asked: Wish): string {
  const says = { ...asked, once: randomBytes(16).toString('base64url') }
  const until = new Date(engine.now().getTime() + TICKET_MS)
  return `${address()}/connect?ticket=${signed(engine.sealer, PURPOSE, says, until)}`
}

/** Null for an address that is altered, over, or was opened before. */
export async function useTicket({ engine }: Setup, given: string): Promise<Wish | null> {
  const read = verified(engine.sealer, PURPOSE, given, engine.now(), ticket)
  return read !== null && (await spend(engine.db, read.orgId, hashOf(read.once))) ? read : null
}

const attempt = wish.extend({ state: z.string(), verifier: z.string(), until: z.number() })
/** A login under way: it belongs to the browser that holds it, and to the one request that names its state. */
export type Attempt = z.infer<typeof attempt>

export function newAttempt({ engine }: Setup, asked: Wish): Attempt {
  const state = randomBytes(32).toString('base64url')
  return { ...asked, state, verifier: newVerifier(), until: engine.now().getTime() + TICKET_MS }
}

const place = 'connect attempt'
/** For the browser's cookie: sealed, because the verifier must stay unknown to whoever sees the code. */
export const sealAttempt = ({ engine }: Setup, one: Attempt): string =>
  engine.sealer.seal(place, JSON.stringify(one))

/** The login that a browser comes back from; null when it is not this one's, over, or came back before. */
export async function useAttempt(setup: Setup, cookie: string, state: string): Promise<Attempt | null> {
  const { engine } = setup
  const read = opened(setup, cookie)
  if (read === null || !sameText(read.state, state) || read.until <= engine.now().getTime()) return null
  return (await spend(engine.db, read.orgId, hashOf(state))) ? read : null
}

function opened({ engine }: Setup, cookie: string): Attempt | null {
  try {
    return attempt.parse(JSON.parse(engine.sealer.open(place, cookie)))
  } catch (error) {
    if (error instanceof SealError) return null
    throw error
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest()
const sameText = (a: string, b: string) => timingSafeEqual(hashOf(a), hashOf(b))

export type { Purpose }
