import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { callback, callbackUrl } from '../../middleware/connectors/salesmanago/callback.ts'
import { startSalesmanago } from '../doubles/salesmanago/index.ts'
import { onTestFinished } from 'vitest'

const settings = { clientId: 'client-abc', apiSecret: 'secret-xyz' }
const request = (query: Record<string, string>) => ({ query, headers: {}, body: Buffer.alloc(0), now: new Date() }) // prettier-ignore
/** As the vendor fills in the text that a person entered. */
const called = (email: string) => {
  const template = callbackUrl(settings, 'https://mw.example.com/webhooks/t')
  const fixed = /sha1\(\$email\$(.+)\)$/.exec(template)?.[1] ?? ''
  return { email, key: createHash('sha1').update(`${email}${fixed}`).digest('hex') }
}

describe('a callback of SALESmanago', () => {
  test('tells whose status changed, and nothing else', () => {
    expect(callback(settings, request(called('Anna.Nowak@example.com')))).toEqual([
      { object: 'contact', by: { field: 'email', value: 'anna.nowak@example.com' } }
    ])
  })

  test.each([
    ['for another person', { ...called('anna@example.com'), email: 'jan@example.com' }, 'forbidden'],
    ['with a shorter key', { email: 'anna@example.com', key: 'ab' }, 'forbidden'],
    ['with another key', { email: 'anna@example.com', key: '0'.repeat(40) }, 'forbidden'],
    ['without a key', { email: 'anna@example.com' }, 'invalid'],
    ['without an address', { key: '0'.repeat(40) }, 'invalid']
  ])('is refused %s', (_, query, kind) => {
    expect(() => callback(settings, request(query as unknown as Record<string, string>))).toThrow(
      expect.objectContaining({ kind })
    )
  })

  test('holds a text that does not give the secret away', () => {
    expect(callbackUrl(settings, 'https://mw.example.com/webhooks/t')).not.toContain('secret-xyz')
  })

  test('is made by the double with the key that the vendor’s own example has', async () => {
    const double = await startSalesmanago()
    onTestFinished(() => double.close())
    expect(double.callbackUrl('https://mw.example.com/h?email=$email$&key=sha1($email$fixed-param)', 'anna.nowak@example.com')).toBe(
      'https://mw.example.com/h?email=anna.nowak%40example.com&key=33e6029eba63d0884da3662d107836dc0c2441ac'
    ) // prettier-ignore
  })
})
