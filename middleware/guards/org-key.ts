import { randomBytes } from 'node:crypto'
import { hashEndpointToken, newEndpointToken } from './endpoint-token.ts'

const form = /^bothways-org-([0-9a-f]{16})-[\w-]{43}$/

/** A key of an org: told once, to whoever stores it in the org. `prefix` and `hash` are what is kept here. */
export interface NewOrgKey {
  readonly key: string
  readonly prefix: string
  readonly hash: Buffer
}

export function newOrgKey(): NewOrgKey {
  const prefix = randomBytes(8).toString('hex')
  const key = `bothways-org-${prefix}-${newEndpointToken()}`
  return { key, prefix, hash: hashEndpointToken(key) }
}

/** The part of a key by which it is found; null of what is none. */
export const prefixOf = (key: string): string | null => form.exec(key)?.[1] ?? null
