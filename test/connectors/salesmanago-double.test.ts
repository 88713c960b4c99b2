import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { anna, world } from './salesmanago-world.ts'

type One = Awaited<ReturnType<typeof world>>

function proof({ double: { settings } }: One) {
  const { clientId = '', apiSecret = '', owner } = settings
  return { clientId, apiKey: 'k', sha: createHash('sha1').update(`k${clientId}${apiSecret}`).digest('hex'), owner } // prettier-ignore
}

/** Another client of the vendor's API than the connector. */
const caller = (one: One) => async (path: string, body: object) =>
  (await one.ctx.http.send('POST', path, { ...proof(one), ...body })).json() as Record<string, unknown>

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
    const { double, ...rest } = await world()
    const call = caller({ double, ...rest })
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

  test('exports the contacts of a tag with the parts that are asked for, and dictionary properties among them', async () => {
    const one = await world()
    const call = caller(one)
    const dictionaryProperties = [
      { name: 'Size', type: 'NUMBER', value: 38 },
      { name: 'Since', type: 'DATE', value: '2026-01-31' }
    ]
    for (const email of ['a@example.com', 'b@example.com'])
      await call('/contact/upsert', { contact: { email, name: 'Anna' }, tags: ['vip'], properties: { Shoe: '38' }, dictionaryProperties }) // prettier-ignore
    await call('/contact/upsert', { contact: { email: 'c@example.com' } })
    const types = ['TAG', 'DICTIONARY_PROPERTIES'].map((dataType) => ({ dataType }))
    const contacts = [{ addresseeType: 'tag', value: 'VIP' }]
    const { requestId } = await call('/contact/export/data', { contacts, data: types })
    await call('/job/status', { requestId })
    const { fileUrl } = await call('/job/status', { requestId })
    const file = (await (await fetch(String(fileUrl))).json()) as object[]
    expect(file).toMatchObject([{ contactTags: [{ tag: 'VIP' }], dictionaryProperties }, {}])
    expect(file[0]).not.toHaveProperty('properties')
    expect(file[0]).not.toHaveProperty('email')
  })

  test('tells visits and scores that were set, where the vendor tells them', async () => {
    const one = await world()
    const call = caller(one)
    const [id] = await one.create(anna())
    const at = one.ctx.now().getTime()
    expect(await call('/contact/recentActivity', { from: at - 1000, to: at })).toMatchObject({ recentActivity: {} }) // prettier-ignore
    one.double.control({ activity: { email: 'anna@example.com', score: 42, lastVisit: at } })
    expect(await call('/contact/basicById', { id: [id] })).toMatchObject({ contacts: [{ score: 42, lastVisit: at }] }) // prettier-ignore
    expect(await call('/contact/listAllById', { contactId: [id] })).toMatchObject({ contacts: [{ score: 42 }] }) // prettier-ignore
    expect(() => one.double.control({ activity: { email: 'anna@example.com', score: 'high' } })).toThrow('score is a whole number') // prettier-ignore
  })

  test('refuses with a word what nobody has stated', async () => {
    const one = await world()
    await one.create(anna())
    one.double.control({ activity: { email: 'anna@example.com', lastVisit: one.ctx.now().getTime() } })
    const tag = [{ addresseeType: 'tag', value: 'VIP' }]
    for (const [path, body, said] of [
      ['/contact/recentActivity', { from: 0, to: one.ctx.now().getTime() }, 'how recentActivity tells a visit'],
      ['/contact/export/data', { contacts: tag, data: [{ dataType: 'CONSENTS' }] }, 'how an export shows consents'],
      ['/contact/export/data', { contacts: [{ addresseeType: 'EMAIL', value: 'a' }], data: [] }, 'otherwise than by tag'],
      ['/contact/upsert', { contact: { email: 'anna@example.com' }, dictionaryProperties: [{ name: 'Size', type: 'NUMBER', value: null }] }, 'a dictionary property without']
    ] as const) {
      const reply = await fetch(`${one.double.url}/api${path}`, { method: 'POST', body: JSON.stringify({ ...proof(one), ...body }) })
      expect([reply.status, await reply.text()]).toEqual([501, expect.stringContaining(said)])
    } // prettier-ignore
  })
})
