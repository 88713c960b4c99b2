import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSocketServer, type AddressInfo, type Server } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ConnectorError } from '../../middleware/connectors/connector.ts'
import { createHttp } from '../../middleware/connectors/http.ts'

const { signal } = new AbortController()

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** A client for a server that answers as `listener` does. */
async function serving(listener: RequestListener, deadlineMs = 5_000) {
  const server = createServer(listener)
  onTestFinished(() => server.closeAllConnections())
  return client(`http://127.0.0.1:${await listening(server)}`, deadlineMs)
}

const client = (baseUrl: string, deadlineMs = 5_000) =>
  createHttp({ baseUrl, signal, deadlineMs, allowHttp: true })

const failing = (code: string) => {
  const cause = Object.assign(new Error(`${code} secret-in-cause`), { code })
  return createHttp({
    baseUrl: 'https://vendor.example/api',
    signal,
    deadlineMs: 100,
    allowHttp: false,
    fetch: () => Promise.reject(new TypeError('fetch failed', { cause: new AggregateError([cause]) }))
  })
}

describe('the door to external systems', () => {
  test.each([
    ['2', 2_000],
    ['0', 0],
    ['86400', 3_600_000],
    ['Wed, 01 Jul 2026 12:00:07 GMT', 7_000],
    ['Wed, 01 Jul 2099 12:00:00 GMT', 3_600_000],
    ['Wed, 01 Jul 2020 12:00:00 GMT', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['1e9', undefined],
    ['9'.repeat(400), undefined]
  ])('Retry-After %s is a wait of %s ms', async (retryAfter, retryAfterMs) => {
    const http = await serving((_, response) => {
      const date = 'Wed, 01 Jul 2026 12:00:00 GMT'
      response.writeHead(429, { 'retry-after': retryAfter, date }).end()
    })
    await expect(http.send('POST', '/x', {})).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs })
  })

  test.each([
    ['ENOTFOUND', /host name is not known/],
    ['ECONNREFUSED', /refused the connection/],
    ['ECONNRESET', /closed the connection/],
    ['CERT_HAS_EXPIRED', /certificate that has expired/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /another host name/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/],
    ['ERR_SSL_SOMETHING', /secure connection/],
    ['EWHATEVER', /could not be reached/]
  ])('%s is told in words that name the host', async (code, words) => {
    const error = await failing(code)
      .send('POST', '/x', {})
      .catch((caught: unknown) => caught as ConnectorError)
    expect(error).toMatchObject({
      kind: 'unavailable',
      retryable: true,
      message: expect.stringMatching(words) as string
    })
    expect((error as ConnectorError).message).toMatch(/^vendor\.example /)
  })

  test('a server that does not speak TLS learns nothing of the request', async () => {
    const heard: Buffer[] = []
    const server = createSocketServer((socket) => {
      socket.on('data', (bytes) => heard.push(bytes))
      socket.on('error', () => undefined)
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
    })
    const port = await listening(server)
    const http = createHttp({
      baseUrl: `https://127.0.0.1:${port}`,
      signal,
      deadlineMs: 2_000,
      allowHttp: true
    })
    await expect(http.send('POST', '/path-1', { password: 'secret-1' })).rejects.toMatchObject({
      kind: 'unavailable'
    })
    expect(Buffer.concat(heard).toString('latin1')).not.toMatch(/secret-1|path-1/)
  })

  test('http:// is refused unless it is allowed', () => {
    const open = (baseUrl: string) => createHttp({ baseUrl, signal, deadlineMs: 1, allowHttp: false })
    expect(() => open('http://vendor.example')).toThrow(expect.objectContaining({ kind: 'invalid' }))
    expect(() => open('file:///etc/passwd')).toThrow(expect.objectContaining({ kind: 'invalid' }))
  })

  test('a redirect is not followed', async () => {
    const paths: (string | undefined)[] = []
    const http = await serving((request, response) => {
      paths.push(request.url)
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    await expect(http.send('POST', '/x', {})).rejects.toMatchObject({ kind: 'schema' })
    expect(paths).toEqual(['/x'])
  })

  test('a reply that never ends is cut off at 10 MB, one that never starts at the deadline', async () => {
    const endless = await serving((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    })
    await expect(endless.send('GET', '/')).rejects.toMatchObject({
      kind: 'schema',
      cause: expect.any(RangeError) as Error
    })
    const silent = await serving(() => undefined, 100)
    await expect(silent.send('GET', '/')).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('0.1 seconds') as string
    })
  })

  test('a connection that is cut in the middle of a reply is a passing fault', async () => {
    const http = await serving((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"a":', () => response.destroy())
    })
    await expect(http.send('GET', '/')).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('numbers that would lose digits stay text, and a body is never shown', async () => {
    const http = await serving((_, response) => {
      response.end(
        '{"a":9007199254740993,"b":0.1,"c":1e999,"d":1.50e3,"e":12345678901234567.89,"f":1e-400,"g":-0.0,"h":3.0}'
      )
    })
    const reply = await http.send('GET', '/')
    expect(reply.json()).toEqual({
      a: '9007199254740993',
      b: 0.1,
      c: '1e999',
      d: 1500,
      e: '12345678901234567.89',
      f: '1e-400',
      g: -0,
      h: 3
    })
    expect(inspect(reply, { showHidden: true, depth: 9 })).not.toContain('9007199254740993')
    const hostile = await serving((_, response) => response.end('{"secret-2":{"__proto__":{}}}'))
    const error = await hostile
      .send('GET', '/')
      .then((got) => got.json())
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ kind: 'schema' })
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('secret-2')
  })
})
