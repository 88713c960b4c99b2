import { hashEndpointToken, newEndpointToken } from './endpoint-token.ts'

/** The key that opens the console: told once, kept as its hash. */
export function newAdminKey(): { readonly key: string; readonly hash: Buffer } {
  const key = `bothways-admin-${newEndpointToken()}`
  return { key, hash: hashEndpointToken(key) }
}

export const isAdminKey = (text: string): boolean => /^bothways-admin-[\w-]{43}$/.test(text)
