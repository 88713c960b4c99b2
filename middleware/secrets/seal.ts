import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Seals and opens secrets. `place` says where a secret belongs; moved anywhere else, it does not open. */
export interface Sealer {
  seal(place: string, secret: string): string
  /** Throws `SealError`. */
  open(place: string, sealed: string): string
  /** HMAC-SHA-256 under a key that is derived for this purpose: what one purpose signed is nothing to another. */
  sign(purpose: string, text: string): Buffer
}

/** Thrown when a sealed value was altered or moved, or was sealed with a key that is not here. */
export class SealError extends Error {
  override readonly name = 'SealError'
}

/**
 * AES-256-GCM with a random 96-bit nonce. The envelope is `v1.<key id>.<nonce>.<tag>.<text>`, base64url; the place
 * (org, connection, field) is authenticated with it.
 * @param key 32 bytes in base64
 */
export function createSealer(key: string): Sealer {
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length !== 32) throw new SealError('The sealing key must be 32 bytes in base64.')
  const keyId = createHash('sha256').update(bytes).digest('base64url').slice(0, 8)
  return {
    sign: (purpose, text) =>
      createHmac('sha256', Buffer.from(hkdfSync('sha256', bytes, '', `bothways ${purpose}`, 32))).update(text).digest(), // prettier-ignore
    seal(place, secret) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(Buffer.from(place))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      const parts = [nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))
      return ['v1', keyId, ...parts].join('.')
    },
    open(place, sealed) {
      const [version, id, nonce = '', tag = '', text = ''] = sealed.split('.')
      if (version !== 'v1') throw new SealError(`The stored secret for ${place} has an unknown form.`)
      if (id !== keyId)
        throw new SealError(
          `The stored secret for ${place} was sealed with another key (${id ?? '?'}). Set BOTHWAYS_KEY to that key.`
        )
      try {
        const decipher = createDecipheriv('aes-256-gcm', bytes, Buffer.from(nonce, 'base64url'))
        decipher.setAAD(Buffer.from(place)).setAuthTag(Buffer.from(tag, 'base64url'))
        return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString(
          'utf8'
        )
      } catch (cause) {
        throw new SealError(`The stored secret for ${place} was altered, or belongs elsewhere.`, { cause })
      }
    }
  }
}
