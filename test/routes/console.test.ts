import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import type { ConsoleState } from '../../middleware/console/builds.ts'
import { headers } from '../../middleware/guards/headers.ts'
import { consolePages } from '../../middleware/routes/console.ts'

/** A server with the console in this state; gives its address. */
async function serve(state: ConsoleState, publicUrl?: string): Promise<string> {
  const app = express()
  app.use(headers())
  app.use('/console', consolePages({ builds: { state: () => state }, publicUrl }))
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((done) => server.once('listening', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/console`
}

function ready(): ConsoleState {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-build-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const script = 'export const greeting = "hello"\n'.repeat(50)
  writeFileSync(join(folder, 'console-1.js'), script)
  writeFileSync(join(folder, 'console-1.js.br'), brotliCompressSync(script))
  writeFileSync(join(folder, 'console-1.js.gz'), gzipSync(script))
  const files = new Set(['console-1.js', 'console-1.js.br', 'console-1.js.gz'])
  return { kind: 'ready', build: { folder, page: '<!doctype html><title>x</title>', files } }
}

test('every address below /console is the same page, which may load from here alone and is framed by nobody', async () => {
  const url = await serve(ready(), 'https://sync.example.com/base')
  for (const path of ['', '/', '/orgs', '/00D000000000001AAA/records/003000000000001AAA']) {
    const response = await fetch(url + path, { headers: { accept: 'text/html' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const policy = response.headers.get('content-security-policy')?.split('; ')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("style-src 'self'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).toContain("frame-src 'self' https://sync.example.com")
    expect(policy).toContain("frame-ancestors 'none'")
  }
})

test('what the page loads is sent compressed as the browser takes it, and kept for good', async () => {
  const url = await serve(ready())
  const get = (encoding: string) =>
    fetch(`${url}/assets/console-1.js`, { headers: { 'accept-encoding': encoding } })
  const whole = await (await get('identity')).text()
  for (const [asked, sent] of [
    ['br', 'br'],
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', null]
  ] as const) {
    const response = await get(asked)
    expect(response.headers.get('content-encoding')).toBe(sent)
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('vary')).toBe('Accept-Encoding')
    expect(await response.text()).toBe(whole)
  }
})

test('nothing but the files of the build is served', async () => {
  const url = await serve(ready())
  for (const name of ['nothing.js', 'console-1.js.br', '..%2f..%2fpackage.json', '..%2fconsole-1.js'])
    expect((await fetch(`${url}/assets/${name}`)).status).toBe(404)
  expect((await fetch(`${url}/assets/console-1.js`, { method: 'POST' })).status).toBe(405)
})

test('while it is built the page says so and loads again; where it can’t be built it says what is missing', async () => {
  const building = await fetch(await serve({ kind: 'building' }))
  expect(building.status).toBe(503)
  expect(building.headers.get('retry-after')).toBe('2')
  expect(await building.text()).toContain('http-equiv="refresh"')
  const missing = await fetch(await serve({ kind: 'missing', said: 'Not installed: <rolldown>' }))
  expect(missing.status).toBe(503)
  expect(await missing.text()).toContain('Not installed: &lt;rolldown>')
})
