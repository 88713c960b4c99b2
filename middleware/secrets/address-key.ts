import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import type { Sealer } from './seal.ts'

/** Where an org's address key belongs. */
export const addressKeyPlace = (orgId: number): string => `org ${orgId}/address key`

/** Turns an address into what may be kept after the person is erased: nobody without the key can tell whose it is. */
export interface AddressKey {
  /** HMAC-SHA-256 of the channel and the normalised address (see sync/address.ts), in hex. */
  mark(channel: string, address: string): string
}

/**
 * A new key, sealed. It is random and not derived from the sealing key: that one is rotated, and marks that no longer
 * match would let everybody who ever opted out be contacted again.
 */
export const newAddressKey = (sealer: Sealer, orgId: number): string =>
  sealer.seal(addressKeyPlace(orgId), randomBytes(32).toString('base64'))

/** Throws `SealError`. */
export function openAddressKey(sealer: Sealer, orgId: number, sealed: string): AddressKey {
  // Made once: of a bare buffer every mark makes a key of its own, which takes five times as long as the mark.
  const key = createSecretKey(sealer.open(addressKeyPlace(orgId), sealed), 'base64')
  return {
    mark: (channel, address) => createHmac('sha256', key).update(`${channel}\0${address}`).digest('hex')
  }
}
