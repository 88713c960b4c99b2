import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const pinned = join(import.meta.dirname, 'sf')
const cache = join(import.meta.dirname, '../../node_modules/.cache/salesforce-cli')
const dayMs = 86_400_000

export type SalesforceCli = { readonly path: string } | { readonly path: null; readonly why: string }

/**
 * The real Salesforce CLI: the one `SF_CLI` names, else the pinned one, installed at its first use. It is no dependency
 * of the project, because it would make every install half as big again. Without a registry there is none, and `why` says so;
 * where `CI` is set that is an error, as every other failure is.
 */
export async function salesforceCli(): Promise<SalesforceCli> {
  const own = process.env['SF_CLI']
  if (own !== undefined) {
    if (existsSync(own)) return { path: own }
    throw new Error(`SF_CLI names ${own}, and nothing is there. Correct it, or unset it for the pinned CLI.`)
  }
  const lock = await readFile(join(pinned, 'package-lock.json'))
  const home = join(cache, createHash('sha256').update(lock).digest('hex').slice(0, 16))
  const path = join(home, 'node_modules/.bin/sf')
  if (existsSync(path)) return { path }
  try {
    await install(home)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT/.test(
      said
    )
    if (!unreachable || process.env['CI']) throw error
    return { path: null, why: 'the npm registry can’t be reached to install the Salesforce CLI' }
  }
  return { path }
}

/** Whole or not at all: of two that install at once the second finds the first's work, and a killed one leaves a folder that is swept later. */
async function install(home: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  await sweep()
  const fresh = await mkdtemp(join(cache, 'installing-'))
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc'])
      await copyFile(join(pinned, file), join(fresh, file))
    process.stdout.write('Installing the Salesforce CLI for its tests, once: about 300 MB, half a minute\n')
    // None of its install scripts is needed. Short waits: without a network the tests are to be skipped soon.
    const quick = ['--prefer-offline', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...quick]
    await promisify(execFile)('npm', args, { cwd: fresh, maxBuffer: 64 * 1024 * 1024 })
    await rename(fresh, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

/** Removes what other versions and killed installations left a day ago. */
async function sweep(): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name)
    const left = await stat(path).catch(() => null)
    if (left && Date.now() - left.mtimeMs > dayMs) await rm(path, { recursive: true, force: true })
  }
}
