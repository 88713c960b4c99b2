import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSealer, SealError } from '../../middleware/secrets/seal.ts'

const sealer = createSealer(randomBytes(32).toString('base64'))

test('a secret opens where it belongs and nowhere else', () => {
  const sealed = sealer.seal('org 1/connection 1/apiSecret', 'hush 🤫')
  expect(sealed).not.toContain('hush')
  expect(sealer.open('org 1/connection 1/apiSecret', sealed)).toBe('hush 🤫')
  for (const elsewhere of ['org 2/connection 1/apiSecret', 'org 1/connection 1/microSiteKey'])
    expect(() => sealer.open(elsewhere, sealed)).toThrow(SealError)
})

test('any altered bit, and another key, are noticed', () => {
  const sealed = sealer.seal('here', 'hush')
  const [version, key, ...parts] = sealed.split('.')
  for (const [index, part] of parts.entries()) {
    const bytes = Buffer.from(part, 'base64url')
    bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0)
    const altered = [version, key, ...parts.with(index, bytes.toString('base64url'))].join('.')
    expect(() => sealer.open('here', altered)).toThrow(/altered/)
  }
  expect(() => createSealer(randomBytes(32).toString('base64')).open('here', sealed)).toThrow(/BOTHWAYS_KEY/)
  expect(() => createSealer('short')).toThrow(/32 bytes/)
})

test('the same secret is never sealed the same way twice', () => {
  const sealed = new Set(Array.from({ length: 10_000 }, () => sealer.seal('here', 'hush')))
  expect(sealed.size).toBe(10_000)
})
