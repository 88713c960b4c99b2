import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { salesforceCli } from '../test/clients/salesforce-cli.ts'

/** Has the real Salesforce CLI turn the source into a package: it knows every folder and file name, and leaves out what `.forceignore` names. */
const cli = await salesforceCli()
if (cli.path === null) console.log(`check:convert is skipped: ${cli.why}.`)
else {
  const home = await mkdtemp(join(tmpdir(), 'bothways-convert-'))
  try {
    const out = join(home, 'package')
    const args = ['project', 'convert', 'source', '--root-dir', 'force-app', '--output-dir', out, '--json']
    const env = { ...process.env, NODE_ENV: 'production', HOME: home, SF_DISABLE_TELEMETRY: 'true', SF_SKIP_NEW_VERSION_CHECK: 'true' } // prettier-ignore
    // By the Node that runs this: the CLI wants a newer one than some systems have.
    await promisify(execFile)(process.execPath, [cli.path, ...args], { env, maxBuffer: 64 * 1024 * 1024 })
    const files = readdirSync(out, { recursive: true, encoding: 'utf8' })
    const stray = files.filter((name) => /__tests__|__mocks__|jsconfig/.test(name))
    if (stray.length > 0)
      throw new Error(`The package holds what .forceignore should name: ${stray.join(', ')}`)
    console.log(`check:convert: ${files.length} files and folders in the package`)
  } finally {
    await rm(home, { recursive: true })
  }
}
