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

describe('the double of SALESmanago', () => {
  test('agrees with the known proofs of a call and of the contact card', async () => {
    const { double, create } = await world()
    await create({ email: 'anna.nowak@example.com', name: 'Anna <b>Nowak' })
    const call = (sha: string) =>
      fetch(`${double.url}/api/user/listByClient`, {
        method: 'POST',
        body: JSON.stringify({ clientId: 'client-abc', apiKey: 'key-123', sha })
      }).then((reply) => reply.json())
    expect(await call('09d2c311b8656eca07d36b715047a15f398b93c0')).toMatchObject({
      success: true,
      message: []
    })
    expect(await call('0'.repeat(40))).toEqual({ success: false, message: ['User not authenticated'] })
    const card = `${double.url}/ms/client-abc/default/crm_card.htm?email=anna.nowak@example.com&sha=`
    const shown = await fetch(`${card}915a9510d4a998697d9df25ced2216c972f9e101`)
    expect(await shown.text()).toContain('Anna &lt;b&gt;Nowak')
    expect((await fetch(`${card}x`)).status).toBe(403)
  })

  test('serves clients that use single calls, later batches and exports', async () => {
    const { double, ctx } = await world()
    const call = async (path: string, body: object) => {
      const { settings } = double
      const { createHash } = await import('node:crypto')
      const sha = createHash('sha1')
        .update(`k${settings['clientId'] ?? ''}${settings['apiSecret'] ?? ''}`)
        .digest('hex')
      const proof = { clientId: settings['clientId'], apiKey: 'k', sha, owner: settings['owner'] }
      return (await ctx.http.send('POST', path, { ...proof, ...body })).json() as Record<string, unknown>
    }
    const { contactId } = await call('/contact/insert', { contact: { email: 'a@example.com' } })
    expect(await call('/contact/insert', { contact: { email: 'A@example.com' } })).toMatchObject({
      success: false
    })
    expect(await call('/contact/hasContact', { email: 'a@example.com' })).toMatchObject({
      result: true,
      contactId
    })
    expect(await call('/contact/basic', { email: ['a@example.com'] })).toMatchObject({
      contacts: [{ contactId }]
    })
    const batch = await call('/contact/batchupsertv2', {
      upsertDetails: [{ contact: { email: 'b@example.com' } }]
    })
    expect(await call('/job/status', { requestId: batch['requestId'] })).toMatchObject({
      message: ['Job in progress']
    })
    expect(await call('/job/status', { requestId: batch['requestId'] })).toEqual({
      success: true,
      message: []
    })
    const { requestId } = await call('/contact/paginatedContactList/export', { page: 1, size: 1000 })
    await call('/job/status', { requestId })
    const { fileUrl } = await call('/job/status', { requestId })
    expect(await (await fetch(String(fileUrl))).json()).toMatchObject({ contacts: [{ id: contactId }, {}] })
    expect((await fetch(`${double.url}/api/contact/list`, { method: 'POST', body: '{' })).status).toBe(400)
  })
})
