import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { salesforceCli } from '../../clients/salesforce-cli.ts'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'

const cli = await salesforceCli()
if (cli.path === null) console.log(`The tests of the Salesforce CLI are skipped: ${cli.why}.`)
const found = cli.path !== null
const product = globSync('force-app/**/*-meta.xml').length > 0

let org: Org
let home: string
beforeAll(async () => {
  if (!found) return
  org = await startOrg({
    seed: 5,
    switches: { translationWorkbench: true }, // the package brings Polish
    customFields: {
      Contact: [{ name: 'Key__c', type: 'string', length: 40, externalId: true, unique: true }]
    }
  })
  home = await mkdtemp(join(tmpdir(), 'bothways-sf-'))
  await cp('test/fixtures/sfdx-source', join(home, 'project'), { recursive: true })
  await writeFile(join(home, 'key.pem'), org.credentials.jwt.privateKey)
  await login()
})
afterAll(async () => {
  if (!found) return
  await org.close()
  await rm(home, { recursive: true })
})

/** By JWT as the admin, under the alias `practice`, which the other tests go on with. */
function login(): Promise<unknown> {
  const { clientId } = org.credentials.jwt
  const key = ['--client-id', clientId, '--jwt-key-file', join(home, 'key.pem')]
  const where = ['--username', org.credentials.admin.username, '--instance-url', org.url]
  return sf('org login jwt --alias practice', ...key, ...where)
}

/** The `result` of a command run with `--json`; throws with the CLI's own message when it failed. */
async function sf(command: string, ...more: readonly string[]): Promise<unknown> {
  return await sfIn('project', command, ...more)
}

async function sfIn(project: string, command: string, ...more: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(cli.path ?? '', [...command.split(' '), ...more, '--json'], {
    cwd: join(home, project),
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
    const { username } = org.credentials.admin
    expect(await login()).toMatchObject({ orgId: org.orgId, username })
    const again = await sf('org login access-token --no-prompt --alias again', '--instance-url', org.url)
    expect(again).toMatchObject({ orgId: org.orgId, username })
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

  test('imports, upserts and exports in bulk', async () => {
    const csv = async (name: string, ...lines: string[]) => {
      await writeFile(join(home, name), `${lines.join('\n')}\n`)
      return join(home, name)
    }
    const first = await csv('import.csv', 'LastName,Key__c', 'Bulk,k-1', '"Bulk, ""II""",k-2')
    expect(await sf('data import bulk -o practice -s Contact --wait 2', '-f', first)).toMatchObject({
      processedRecords: 2,
      successfulRecords: 2,
      failedRecords: 0
    })
    const second = await csv('upsert.csv', 'Key__c,LastName,Title', 'k-2,Bulk,Łodź', 'k-3,Bulk,')
    const upserted = await sf('data upsert bulk -o practice -s Contact -i Key__c --wait 2', '-f', second)
    expect(upserted).toMatchObject({ jobInfo: { state: 'JobComplete', numberRecordsFailed: 0 } })
    const out = join(home, 'export.csv')
    const soql = "SELECT Key__c, LastName, Title FROM Contact WHERE LastName = 'Bulk' ORDER BY Key__c"
    await org.control({ command: 'set', bulkPageSize: 2 })
    await sf('data export bulk -o practice -r csv --wait 2', '-q', soql, '--output-file', out)
    await org.control({ command: 'set', bulkPageSize: null })
    expect((await readFile(out, 'utf8')).replaceAll('"', '').trim().split('\n')).toEqual([
      'Key__c,LastName,Title',
      'k-1,Bulk,',
      'k-2,Bulk,Łodź',
      'k-3,Bulk,'
    ])
  })

  test.skipIf(!product)('deploys the project’s own package', async () => {
    await cp('sfdx-project.json', join(home, 'product/sfdx-project.json'))
    await cp('force-app', join(home, 'product/force-app'), { recursive: true })
    const result = await sfIn('product', 'project deploy start --target-org practice --source-dir force-app')
    expect(result).toMatchObject({ success: true, status: 'Succeeded', numberComponentErrors: 0 })
  })

  test('retrieves what was deployed, queries the Tooling API, reads limits', async () => {
    const got = await sf(
      'project retrieve start -o practice -m ApexClass:PracticeGreeting -m CustomObject:Practice_Link__c'
    )
    expect(got).toMatchObject({ success: true })
    const soql = "SELECT Name FROM ApexClass WHERE Name = 'PracticeGreeting'"
    const classes = await sf('data query -o practice -t', '-q', soql)
    expect(classes).toMatchObject({ records: [{ Name: 'PracticeGreeting' }] })
    expect(await sf('org list limits -o practice')).toContainEqual(
      expect.objectContaining({ name: 'DailyApiRequests' })
    )
  })
})
