import { describe, expect, test } from 'vitest'
import { salesmanago } from '../../middleware/connectors/salesmanago/connector.ts'
import { bothWays, world } from './salesmanago-world.ts'

describe('settings of SALESmanago', () => {
  test.each([
    ['app3.salesmanago.pl', 'https://app3.salesmanago.pl/api'],
    [' https://App3.salesmanago.pl ', 'https://app3.salesmanago.pl/api'],
    ['https://app3.salesmanago.pl/api/', 'https://app3.salesmanago.pl/api'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010/api']
  ])('the endpoint %s means %s', (endpoint, url) => {
    expect(salesmanago.baseUrl({ endpoint })).toBe(url)
  })

  test.each([
    '',
    'ftp://a.b',
    'https://me:pw@a.b',
    'https://a.b/other',
    'https://a.b/?x=1',
    'https://a.b/#x',
    'a b',
    '//'
  ])('the endpoint "%s" is refused by name', (endpoint) => {
    expect(() => salesmanago.baseUrl({ endpoint })).toThrow(
      expect.objectContaining({ kind: 'invalid', setting: 'endpoint' })
    )
  })

  const login = bothWays('refusalStatus', 'refusalTexts', 'owner', 'requestTime')
  test.each(login)('a refused login and a wrong Data Owner are recognised (%s)', async (_, switches) => {
    const { double, ctx } = await world(switches)
    await salesmanago.check(ctx)
    const nobody = { ...ctx, settings: { ...ctx.settings, owner: 'nobody@example.com' } }
    await expect(salesmanago.check(nobody)).rejects.toMatchObject({ kind: 'invalid', setting: 'owner' })
    const wrong = { ...ctx, settings: { ...ctx.settings, apiSecret: 'wrong' } }
    await expect(salesmanago.check(wrong)).rejects.toMatchObject({ kind: 'auth', setting: 'apiSecret' })
    double.control({ switches: { account: 'inactive' } })
    await expect(salesmanago.check(ctx)).rejects.toMatchObject({ kind: 'auth', setting: 'clientId' })
  })
})
