import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { postInstallProblems } from '../../scripts/post-install-check.ts'
import { probe, wishesOf } from '../../scripts/probe-org.ts'
import { Source } from '../../scripts/salesforce-source.ts'
import { openSf } from '../../scripts/sf.ts'
import type { Sf } from '../../scripts/sf.ts'
import { salesforceCli } from '../clients/salesforce-cli.ts'
import { startOrg } from '../doubles/salesforce/index.ts'
import type { Org } from '../doubles/salesforce/index.ts'
import { file } from '../doubles/salesforce/metadata/metadata-fixture.ts'
import { readProbe } from '../doubles/salesforce/probe.ts'
import { uncertain } from '../doubles/salesforce/uncertain.ts'
import type { UncertainName } from '../doubles/salesforce/uncertain.ts'

const cli = await salesforceCli()
if (cli.path === null) process.stdout.write(`The org scripts are not tried: ${cli.why}.\n`)

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl) process.stdout.write('The client app’s script is not tried: there is no openssl.\n')

const run = promisify(execFile)
const shown = async (script: string, ...args: readonly string[]) =>
  (await run('bash', [script, '--dry-run', ...args])).stdout

describe('scripts for real orgs', () => {
  test('the scratch org’s commands follow its options', async () => {
    const plain = await shown('scripts/scratch-org.sh')
    expect(plain).toContain('--no-namespace')
    expect(plain).toContain('--name Bothways_Admin --name Bothways_Integration')
    expect(plain).toContain('sf apex run test')
    const other = await shown('scripts/scratch-org.sh', '--namespace', '--person-accounts', '--no-tests', '--dev-hub', 'hub') // prettier-ignore
    expect(other).not.toContain('--no-namespace')
    expect(other).toContain('scratch-person-accounts.json')
    expect(other).toContain('--target-dev-hub hub')
    expect(other).toContain('/lightning/n/bothways__Synchronization')
    expect(other).not.toContain('apex run test')
  })

  test('a package version wants a number and the package, and is released only when asked', async () => {
    await expect(shown('scripts/package-version.sh')).rejects.toThrow('--version')
    await expect(shown('scripts/package-version.sh', '--version', '0.1.0')).rejects.toThrow('--package')
    const beta = await shown('scripts/package-version.sh', '--version', '0.1.0', '--package', '0Ho1')
    expect(beta).toContain('--package 0Ho1')
    expect(beta).not.toContain('promote')
    expect(await shown('scripts/package-version.sh', '--version', '0.1.0', '--create', '--promote')).toMatch(
      /package create[\s\S]*version create[\s\S]*promote/
    )
  })

  test.runIf(hasOpenssl)(
    'a dry run of the client app prints what is deployed, and leads to nothing that is gone',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'bothways-client-app-'))
      onTestFinished(() => rm(folder, { recursive: true }))
      const key = join(folder, 'own.key')
      const args = ['--org', 'mine', '--middleware', 'https://sync.example.com/', '--email', 'a&b@example.com', '--key', key] // prettier-ignore
      const env = { ...process.env, TMPDIR: folder }
      const { stdout } = await run('bash', ['scripts/org-setup/client-app.sh', '--dry-run', ...args], { env })
      expect(stdout).toContain('https://sync.example.com/connect/callback')
      expect(stdout).toContain('a&amp;b@example.com')
      expect(stdout).toContain('sf project deploy start --source-dir app --target-org mine')
      expect(stdout).not.toContain('@CERTIFICATE@')
      expect(await readdir(folder)).toEqual([])
      expect(stdout.split(folder)).toEqual([expect.anything(), expect.stringMatching(/^\/own\.key\.\n$/)])
    }
  )

  test.each([
    [[], 'Give at least one --org'],
    [['--org', 'prod=x'], '--org prod=x: give it as KIND=ALIAS'],
    [['--org', 'source=x', '--only', '1,11'], 'there is no probe 11'],
    [['--org', 'source=x', '--middleware', 'http://x'], '--middleware http://x']
  ])('a probe’s command line is refused by a sentence that names the option: %j', (args, sentence) => {
    expect(() => wishesOf(args)).toThrow(sentence)
  })
})

describe.skipIf(cli.path === null)('with the real CLI, at the practice org', { timeout: 600_000 }, () => {
  let org: Org
  let home: string
  let sf: Sf
  const before = process.env['HOME']
  beforeAll(async () => {
    org = await startOrg({ source: 'force-app', seed: 3, switches: { translationWorkbench: true } })
    home = await mkdtemp(join(tmpdir(), 'bothways-org-scripts-'))
    process.env['HOME'] = home
    process.env['SF_USE_GENERIC_UNIX_KEYCHAIN'] = 'true'
    process.env['SF_DISABLE_TELEMETRY'] = 'true'
    sf = await openSf()
    await writeFile(join(home, 'key.pem'), org.credentials.jwt.privateKey)
    const { clientId } = org.credentials.jwt
    const login = ['org', 'login', 'jwt', '--alias', 'practice', '--client-id', clientId, '--jwt-key-file', join(home, 'key.pem'), '--username', org.credentials.admin.username, '--instance-url', org.url] // prettier-ignore
    expect((await sf([...login, '--json'])).status).toBe(0)
  })
  afterAll(async () => {
    if (before !== undefined) process.env['HOME'] = before
    await org.close()
    await rm(home, { recursive: true, force: true })
  })

  test('a probe learns from refusals just what the practice org says, in a file it reads', async () => {
    const wishes = wishesOf(['--org', 'source=practice', '--only', '5,9'])
    if (!wishes) throw new Error('No wishes.')
    const results = await probe(sf, wishes)
    const learnt = Object.entries(results.wordings) as [UncertainName, { text: string; code?: string }][]
    expect(learnt.map(([name]) => name).sort()).toEqual([
      'credentialExists',
      'credentialMissing',
      'externalCredentialMissing',
      'layoutFieldMissing',
      'noPersonAccounts',
      'trustedUrlInvalid'
    ])
    for (const [name, { text, code }] of learnt) {
      expect([name, text]).toEqual([name, uncertain(name).text])
      if (code !== undefined) expect([name, code]).toEqual([name, uncertain(name).code])
    }
    const written = join(home, 'probe-results.json')
    await writeFile(written, JSON.stringify(results))
    expect(readProbe(written)).toMatchObject({ date: results.date, apiVersion: '65.0' })
  })
  test('the look after an install finds everything, and names what is missing', async () => {
    const planted = new Map([['main/core/classes/Extra.cls-meta.xml', file('ApexClass', '')]])
    const missing = await postInstallProblems(sf, 'practice', '', new Source('force-app', planted))
    expect(missing).toEqual(['ApexClass Extra is not there'])
  })
})
