import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new secret part of an endpoint's path: 256 random bits, 43 characters of base64url. Shown once, stored as its hash. */
export function newEndpointToken(): string {
  return randomBytes(32).toString('base64url')
}

export function isEndpointToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text)
}

/** SHA-256 without salt or stretching: the token is random, so there is nothing to guess from its hash. */
export function hashEndpointToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Whether `token` is the one with this hash, in a time that does not tell how much of it agrees. */
export function isTokenOf(hash: Buffer, token: string): boolean {
  const actual = hashEndpointToken(token)
  return hash.length === actual.length && timingSafeEqual(hash, actual)
}
