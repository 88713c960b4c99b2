import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { defaultSwitches } from '../switches.ts'
import { query, rest } from '../test-client.ts'

let org: Org
beforeEach(async () => {
  org = await startOrg()
})
afterEach(() => org.close())

async function post(body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${org.url}/__control`, { method: 'POST', body })
  return { status: response.status, text: await response.text() }
}

test.each([
  ['no JSON', 'expireSessions', /A control command is JSON/],
  ['an unknown command', '{"command": "explode"}', /No control command explode\. There are: /],
  ['an unknown switch', '{"command": "set", "soaplogin": false}', /no switch soaplogin/],
  ['a wrong type', '{"command": "set", "soapLogin": "no"}', /soapLogin must be true or false/],
  ['a number below 0', '{"command": "set", "apiMax": -1}', /apiMax must be a number from 0/],
  ['an unknown word', '{"command": "set", "edition": "Home"}', /edition must be one of Developer, /],
  ['nothing where something is needed', '{"command": "set", "apiMax": null}', /apiMax must be a number/]
])('a control command with %s is refused with what to send', async (_, body, words) => {
  const { status, text } = await post(body)
  expect(status).toBe(400)
  expect(text).toMatch(words)
})

test('every switch is listed with what it does and what it is now', async () => {
  const listed = (await (await fetch(`${org.url}/__control/switches`)).json()) as Record<string, unknown>[]
  expect(listed.map(({ name }) => name).sort()).toEqual(Object.keys(defaultSwitches).sort())
  for (const { help } of listed) expect(help).toMatch(/^.{20,}$/)
  expect(listed.find(({ name }) => name === 'edition')).toMatchObject({ value: 'Enterprise' })
})

test('a session dies when its time is over, by the org’s clock', async () => {
  await org.control({ command: 'set', sessionSeconds: 60 })
  const { accessToken } = (await org.control({ command: 'openSession' })) as { accessToken: string }
  const status = async () => (await rest(org, 'GET', '/sobjects', undefined, accessToken)).status
  expect(await status()).toBe(200)
  await org.control({ command: 'advance', ms: 60_000 })
  expect(await status()).toBe(401)
})

test('the API version floor holds at every door', async () => {
  await org.control({ command: 'set', oldestVersion: 63 })
  const listed = (await (await fetch(`${org.url}/services/data`)).json()) as { version: string }[]
  expect(listed[0]?.version).toBe('63.0')
  expect((await rest(org, 'GET', '/sobjects')).status).toBe(410)
  const { username, password } = org.credentials.admin
  const login =
    '<se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/"><se:Body><login xmlns="urn:partner.soap.sforce.com">' +
    `<username>${username}</username><password>${password}</password></login></se:Body></se:Envelope>`
  const soap = await fetch(`${org.url}/services/Soap/u/62.0`, { method: 'POST', body: login })
  expect(soap.status).toBe(500)
  expect(await soap.text()).toContain('UNSUPPORTED_API_VERSION')
  const bulk = await fetch(`${org.url}/services/async/62.0/job`, { method: 'POST', body: '' })
  expect(bulk.status).toBe(400)
  expect(await bulk.text()).toContain('<exceptionCode>InvalidVersion</exceptionCode>')
})

test('an inactive user can’t be given a record', async () => {
  const { username } = org.credentials.soap
  const { id } = (await org.control({ command: 'setUser', username, active: false })) as { id: string }
  const { status, body } = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Ash', OwnerId: id })
  expect(status).toBe(400)
  expect(body).toMatchObject([{ errorCode: 'INACTIVE_OWNER_OR_USER' }])
})

test('chaos begins and ends by command', async () => {
  const failures = async () => {
    let failed = 0
    for (let n = 0; n < 60; n++) {
      const status = await rest(org, 'GET', '/sobjects/Contact').then(
        ({ status }) => status,
        () => 0 // cut
      )
      if (status !== 200) failed++
    }
    return failed
  }
  await org.control({ command: 'chaos', seed: 3 })
  expect(await failures()).toBeGreaterThan(0)
  await org.control({ command: 'chaos' })
  expect(await failures()).toBe(0)
})

/** `npm run org` with these options until its line of JSON, which is given to `work`. */
async function withProcess(args: readonly string[], work: (org: Org) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['scripts/org.ts', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const exit = once(child, 'exit')
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as string[]
    await work(JSON.parse(line ?? '') as Org) // its public parts
  } finally {
    child.kill('SIGTERM')
    await exit
  }
}

test('options of the command line are the same switches and commands', async () => {
  const lock = '{"command": "fault", "path": "/services/data/v62.0/tabs", "status": 503}'
  const args = ['--seed', '40', '--no-soap-login', '--page-size', '7', '--edition', 'Unlimited', '--do', lock]
  await withProcess(args, async (started) => {
    const soql = 'SELECT OrganizationType FROM Organization'
    expect((await query(started, soql)).records[0]).toMatchObject({ OrganizationType: 'Unlimited Edition' })
    expect((await query(started, 'SELECT Id FROM Contact')).records).toHaveLength(7)
    expect((await rest(started, 'GET', '/tabs')).status).toBe(503)
    const listed = (await (await fetch(`${started.url}/__control/switches`)).json()) as { name: string }[]
    expect(listed.find(({ name }) => name === 'soapLogin')).toMatchObject({ value: false })
  })
})
