import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'
import { ack, rest, startReceiver } from './test-client.ts'
import type { Receiver } from './test-client.ts'

let org: Org
let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
  org = await startOrg()
})
afterEach(async () => {
  await org.close()
  await receiver.close()
})

interface Seen {
  readonly status: number
  /** Path and query of the redirect, or ''. */
  readonly location: string
  readonly html: string
}

async function see(path: string, init: RequestInit = {}): Promise<Seen> {
  const response = await fetch(org.url + path, { redirect: 'manual', ...init })
  const { status, headers } = response
  return { status, location: headers.get('location') ?? '', html: await response.text() }
}

/** Fills in a page's form and sends it, as a browser would with its token and stamp. */
async function submit(page: string, values: Record<string, string>, action = page): Promise<Seen> {
  const { html } = await see(page)
  const hidden = [...html.matchAll(/<input type="hidden" name="(_\w+)" value="([^"]*)"/g)]
  const own = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]))
  return see(action, { method: 'POST', body: new URLSearchParams({ ...own, ...values }) })
}

async function create(values: Record<string, unknown> = {}): Promise<string> {
  const { body } = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Ash', ...values })
  return (body as { id: string }).id
}

const fields = async (id: string) => (await rest(org, 'GET', `/sobjects/Contact/${id}`)).body

test('an edit by the form is seen through REST and told by an outbound message', async () => {
  const id = await create({ Title: 'Buyer', DoNotCall: true })
  await submit('/page/messages', {
    object: 'Contact',
    name: 'Contact_Changed',
    endpointUrl: receiver.url,
    fields: 'Id, Title'
  })
  const edit = { Title: 'Director & Owner', Birthdate: '1980-02-29', DoNotCall: '' }
  const saved = await submit(`/page/records/${id}/edit`, edit)
  expect(saved).toMatchObject({ status: 303, location: `/page/records/${id}?done=saved` })
  expect(await fields(id)).toMatchObject({
    ...edit,
    DoNotCall: false,
    LastName: 'Ash'
  })
  await receiver.received(1)
  expect(receiver.bodies[0]?.xml).toContain('<sf:Title>Director &amp; Owner</sf:Title>')
})

test('a refused value shows at its field in Salesforce’s words, and what was typed stays', async () => {
  const id = await create()
  const typed = {
    LastName: '',
    Email: 'not an address',
    Title: 'Kept <b>',
    Description: 'Line one\r\nline two'
  }
  const { status, html } = await submit(`/page/records/${id}/edit`, typed)
  expect(status).toBe(400)
  expect(html).toContain('<a href="#Email">Email: invalid email address: not an address</a>')
  expect(html).toMatch(
    /<input id="Email"[^>]*aria-invalid="true"[^>]*aria-describedby="Email-problem"[^>]*value="not an address"/
  )
  expect(html).toContain('value="Kept &lt;b&gt;"')
  expect(html).toContain('>\nLine one\nline two</textarea>')
  expect(await fields(id)).toMatchObject({ LastName: 'Ash', Title: null })
  const again = await submit(`/page/records/${id}/edit`, { ...typed, Email: '' })
  expect(again.html).toMatch(/id="LastName-problem">Required fields are missing: \[LastName\]</)
})

test('only changed fields are written, and an edit made meanwhile is not overwritten unseen', async () => {
  const id = await create({ Title: 'Buyer' })
  const { html } = await see(`/page/records/${id}/edit`)
  const token = /name="_token" value="([^"]+)"/.exec(html)?.[1] ?? ''
  await org.control({ command: 'advance', ms: 2000 })
  await rest(org, 'PATCH', `/sobjects/Contact/${id}`, { Title: 'Director' })
  const stale = {
    _token: token,
    _stamp: /name="_stamp" value="(\d+)"/.exec(html)?.[1] ?? '',
    Department: 'Sales'
  }
  const refused = await see(`/page/records/${id}/edit`, { method: 'POST', body: new URLSearchParams(stale) })
  expect(refused.html).toContain('Somebody else changed this record meanwhile')
  expect(refused.html).toContain('value="Sales"')
  await submit(`/page/records/${id}/edit`, { Department: 'Sales' })
  expect(await fields(id)).toMatchObject({ Title: 'Director', Department: 'Sales' })
})

test('a write without the token or from another site is refused', async () => {
  const id = await create()
  const post = (body: Record<string, string>, headers: Record<string, string> = {}) =>
    see(`/page/records/${id}/delete`, { method: 'POST', body: new URLSearchParams(body), headers })
  const { html } = await see('/page/time')
  const _token = /name="_token" value="([^"]+)"/.exec(html)?.[1] ?? ''
  expect(await post({})).toMatchObject({ status: 403 })
  expect(await post({ _token: 'x'.repeat(_token.length) })).toMatchObject({ status: 403 })
  expect(await post({ _token }, { Origin: 'https://elsewhere.example' })).toMatchObject({ status: 403 })
  expect(await post({ _token }, { 'Sec-Fetch-Site': 'cross-site' })).toMatchObject({ status: 403 })
  expect(await fields(id)).toMatchObject({ LastName: 'Ash' })
})

test('hostile names are text wherever they appear', async () => {
  const hostile = `<img src=x onerror=alert(1)>"'&</title><script>`
  const id = await create({ LastName: hostile, Description: '</textarea><script>alert(1)</script>' })
  const pages = ['', '/edit', '/delete'].map((page) => `/page/records/${id}${page}`)
  const query = encodeURIComponent(hostile)
  for (const path of [
    ...pages,
    '/page/objects/Contact',
    `/page/objects/Contact?q=${query}`,
    `/?done=${query}`
  ]) {
    const { status, html } = await see(path)
    expect(status).toBe(200)
    expect(html).not.toMatch(/<img|<script>|onerror=alert\(1\)>"/)
  }
  const response = await fetch(`${org.url}/page/objects`)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('a record is created, deleted after a question, found in the recycle bin and restored', async () => {
  const created = await submit('/page/objects/Contact/new', {
    LastName: 'Newcomer',
    Email: 'new@example.com'
  })
  const path = created.location.replace('?done=created', '')
  const id = path.replace('/page/records/', '')
  expect(await fields(id)).toMatchObject({ LastName: 'Newcomer', Name: 'Newcomer', DoNotCall: false })
  expect((await see(`/${id}`)).location).toBe(path)
  expect((await see(`/lightning/r/Contact/${id}/view`)).location).toBe(path)

  expect((await see(`${path}/delete`)).html).toContain('Delete Newcomer?')
  expect((await submit(`${path}/delete`, {})).location).toBe('/page/objects/Contact?done=deleted')
  expect((await rest(org, 'GET', `/sobjects/Contact/${id}`)).status).toBe(404)
  expect((await see('/page/objects/Contact')).html).not.toContain('Newcomer')
  expect((await see('/page/bin')).html).toContain(`href="${path}"`)
  await submit('/page/bin', {}, `${path}/undelete`)
  expect(await fields(id)).toMatchObject({ LastName: 'Newcomer' })
  expect((await see('/page/bin')).html).toContain('The recycle bin is empty')
})

test('every record is on exactly one page of the list, there and back; searches look at beginnings', async () => {
  expect(await submit('/', { contacts: '0' }, '/page/seed')).toMatchObject({ status: 400 })
  await submit('/', { contacts: '120' }, '/page/seed')
  await create({ LastName: 'Zyx', FirstName: 'Ünal', Email: 'zyx@example.com' })
  const ids = ({ html }: Seen) =>
    [...html.matchAll(/scope="row"><a href="\/page\/records\/(\w+)"/g)].map(([, id]) => id)
  const link = ({ html }: Seen, rel: string) => new RegExp(`rel="${rel}" href="([^"]+)"`).exec(html)?.[1]
  const first = await see('/page/objects/Contact')
  const second = await see(link(first, 'next') ?? '')
  const third = await see(link(second, 'next') ?? '')
  expect(link(third, 'next')).toBeUndefined()
  expect(new Set([first, second, third].flatMap(ids)).size).toBe(121)
  expect(ids(await see(link(third, 'prev') ?? ''))).toEqual(ids(second))

  const [newest] = ids(first)
  for (const typed of ['zYX@ex', 'ünal z', 'zyx', newest ?? '', newest?.slice(0, 15) ?? '']) {
    expect(ids(await see(`/page/objects/Contact?q=${encodeURIComponent(typed)}`))).toEqual([newest])
  }
  await rest(org, 'PATCH', `/sobjects/Contact/${newest ?? ''}`, { LastName: 'Other' })
  expect(ids(await see('/page/objects/Contact?q=zyx'))).toEqual([newest]) // the e-mail still begins so
  expect(ids(await see('/page/objects/Contact?q=%C3%BCnal%20z'))).toEqual([])
})

test('the record and the monitor show what waits and failed; people retry, requeue and move the clock', async () => {
  receiver.reply = { status: 200, body: ack('false') }
  await org.control({
    command: 'defineMessage',
    object: 'Contact',
    name: 'Kept',
    fields: ['Id'],
    endpointUrl: receiver.url,
    useDeadLetterQueue: true
  })
  const id = await create()
  await receiver.received(1)
  await org.control({ command: 'messagesIdle' })
  for (const path of [`/page/records/${id}`, '/page/messages']) {
    expect((await see(path)).html).toContain('SOAP response was a nack')
  }
  await submit('/page/messages', {}, '/page/messages/retry')
  await receiver.received(2)
  await org.control({ command: 'messagesIdle' })
  expect(await submit('/page/time', { hours: 'soon' })).toMatchObject({ status: 400 })
  await submit('/page/time', { hours: '24' })
  await org.control({ command: 'messagesIdle' })
  expect((await see('/page/messages')).html).toContain('Requeue all')
  receiver.reply = { status: 200, body: ack() }
  await submit('/page/messages', {}, '/page/messages/requeue')
  await org.control({ command: 'messagesIdle' })
  expect(await org.control({ command: 'messages' })).toMatchObject({
    pending: [],
    failed: [],
    acknowledged: 1
  })
})

test('each switch is explained and can be set; home tells which differ from their default', async () => {
  const { html } = await see('/page/switches')
  const switches = (await org.control({ command: 'set' })) as Record<string, unknown>
  const explained = [...html.matchAll(/id="(\w+)-hint">(?!<\/p>)/g)].map(([, name]) => name)
  expect(explained).toEqual(Object.keys(switches))
  await submit('/page/switches', { soapLogin: '', pageSize: '3', wrongTypeFails: 'call' })
  expect(await org.control({ command: 'set' })).toMatchObject({
    ...switches,
    soapLogin: false,
    pageSize: 3,
    wrongTypeFails: 'call'
  })
  expect((await see('/')).html).toContain('<code>soapLogin</code>: false')
  expect(await submit('/page/switches', { apiMax: 'many' })).toMatchObject({ status: 400 })
})
