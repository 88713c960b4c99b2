import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { realTimeCommand } from '../../middleware/setup/real-time-export.ts'
import { salesforceCli } from '../clients/salesforce-cli.ts'
import { query } from '../doubles/salesforce/test-client.ts'
import { startSetup } from './world.ts'

const cli = await salesforceCli()
if (cli.path === null) process.stdout.write(`The test of the Salesforce CLI is skipped: ${cli.why}.\n`)

test.skipIf(cli.path === null)('the real Salesforce CLI deploys both zips by the line that stands beside them', { timeout: 180_000 }, async () => {
  const world = await startSetup()
  const { org } = world
  const home = await mkdtemp(join(tmpdir(), 'bothways-sf-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const project = join(home, 'project')
  await cp('test/fixtures/sfdx-source', project, { recursive: true })
  const env = {
    ...process.env, NODE_ENV: 'production', HOME: home, SF_ACCESS_TOKEN: org.accessToken, SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_DISABLE_TELEMETRY: 'true', SF_SKIP_NEW_VERSION_CHECK: 'true'
  }
  const sf = (line: string) => promisify(execFile)(cli.path ?? '', line.split(' '), { cwd: project, env })
  await sf(`org login access-token --instance-url ${org.url} --alias YOUR_ORG --no-prompt`)
  await writeFile(join(project, 'bothways-real-time.zip'), await world.bytes('/setup/real-time/package'))
  await writeFile(join(project, 'bothways-access-set.zip'), await world.bytes('/setup/access-set'))
  await sf(realTimeCommand.replace(/^sf /, ''))
  await sf('project deploy start --metadata-dir bothways-access-set.zip --target-org YOUR_ORG')
  expect((await query(org, 'SELECT Id FROM FlowDefinition WHERE ActiveVersionId != null', 'tooling/query')).records).toHaveLength(1)
  expect((await query(org, "SELECT Id FROM PermissionSet WHERE Name = 'Bothways_Org_Access'")).totalSize).toBe(1)
  expect((await (await world.api())('GET', '/setup/real-time')).body).toMatchObject({ objects: [{ object: 'Contact', state: 'active' }] })
  // Deployed by hand or by the button, it is the same: a repair finds it.
  expect((await world.allow('real-time-repair')).text).toContain('Real time is repaired')
}) // prettier-ignore
