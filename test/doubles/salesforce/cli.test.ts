import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'

/** The Salesforce CLI is too big to depend on; it is driven where somebody has put one. */
const cli = process.env['SF_CLI'] ?? resolve('node_modules/.bin/sf')
const found = existsSync(cli)
if (!found) {
  console.log(
    `The Salesforce CLI's tests are skipped: there is no ${cli}. Set SF_CLI to the path of an sf to run them.`
  )
}

let org: Org
let home: string
beforeAll(async () => {
  if (!found) return
  org = await startOrg({ seed: 5 })
  home = await mkdtemp(join(tmpdir(), 'bothways-sf-'))
  await cp('test/fixtures/sfdx-source', join(home, 'project'), { recursive: true })
  await writeFile(join(home, 'key.pem'), org.credentials.jwt.privateKey)
})
afterAll(async () => {
  if (!found) return
  await org.close()
  await rm(home, { recursive: true })
})

/** The `result` of a command run with `--json`; throws with the CLI's own message when it failed. */
async function sf(command: string, ...more: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(cli, [...command.split(' '), ...more, '--json'], {
    cwd: join(home, 'project'),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOME: home,
      SF_ACCESS_TOKEN: org.accessToken,
      SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
      SF_DISABLE_TELEMETRY: 'true',
      SF_SKIP_NEW_VERSION_CHECK: 'true'
    }
  })
  return (JSON.parse(stdout) as { result: unknown }).result // the CLI's own envelope
}

describe.skipIf(!found)('the Salesforce CLI', { timeout: 120_000 }, () => {
  test('logs in by JWT and by access token', async () => {
    const { clientId } = org.credentials.jwt
    const key = join(home, 'key.pem')
    const { username } = org.credentials.admin
    await sf(
      'org login jwt --alias practice',
      '--client-id',
      clientId,
      '--jwt-key-file',
      key,
      '--username',
      username,
      '--instance-url',
      org.url
    )
    const login = await sf('org login access-token --no-prompt --alias again', '--instance-url', org.url)
    expect(login).toMatchObject({ orgId: org.orgId, username })
  })

  test('deploys a project, and its objects and fields can be used at once', async () => {
    const result = await sf('project deploy start --target-org practice --source-dir force-app')
    expect(result).toMatchObject({ success: true, status: 'Succeeded', numberComponentErrors: 0 })
    const made = await sf(
      'data create record -o practice -s Contact',
      '-v',
      'LastName=Cli Practice_Score__c=3.5'
    )
    const { id } = made as { id: string }
    await sf('data update record -o practice -s Contact', '-i', id, '-v', 'Practice_Score__c=4')
    const soql = "SELECT Practice_Score__c FROM Contact WHERE LastName = 'Cli'"
    expect(await sf('data query -o practice', '-q', soql)).toMatchObject({
      records: [{ Practice_Score__c: 4 }]
    })
    const described = await sf('sobject describe -o practice -s Practice_Link__c')
    expect(described).toMatchObject({ name: 'Practice_Link__c', custom: true })
  })

  test('retrieves what was deployed, queries the Tooling API, reads limits', async () => {
    const got = await sf(
      'project retrieve start -o practice -m ApexClass:PracticeGreeting -m CustomObject:Practice_Link__c'
    )
    expect(got).toMatchObject({ success: true })
    const classes = await sf('data query -o practice -t', '-q', 'SELECT Name FROM ApexClass')
    expect(classes).toMatchObject({ records: [{ Name: 'PracticeGreeting' }] })
    expect(await sf('org list limits -o practice')).toContainEqual(
      expect.objectContaining({ name: 'DailyApiRequests' })
    )
  })
})
