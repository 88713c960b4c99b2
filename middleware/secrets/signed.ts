import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Sealer } from './seal.ts'

const envelope = z.object({ until: z.number(), says: z.unknown() })

/** A text for an address that says something until a moment, signed for one purpose: `<what>.<signature>`, base64url. */
export function signed(sealer: Sealer, purpose: string, says: unknown, until: Date): string {
  const text = Buffer.from(JSON.stringify({ until: until.getTime(), says })).toString('base64url')
  return `${text}.${sealer.sign(purpose, text).toString('base64url')}`
}

/** What such a text says; null when it is altered, for something else, of another form, or over. */
export function verified<T>(
  sealer: Sealer,
  purpose: string,
  given: string,
  now: Date,
  schema: z.ZodType<T>
): T | null {
  const [text = '', signature = '', ...rest] = given.split('.')
  const expected = sealer.sign(purpose, text)
  const actual = Buffer.from(signature, 'base64url')
  if (rest.length > 0 || actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null
  const read = envelope.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  if (!read.success || read.data.until <= now.getTime()) return null
  return schema.safeParse(read.data.says).data ?? null
}
