import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startWorld, type World } from '../support/world.ts'

const program = join(import.meta.dirname, '..', '..', 'middleware', 'cli', 'bothways.ts')

/** The command line, beside a node that works on the same database. */
function commandLine({ config: { databaseUrl = '', dataDir } }: World) {
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, BOTHWAYS_DATA_DIR: dataDir, BOTHWAYS_DEVELOPMENT: 'true' } // prettier-ignore
  return async (...words: string[]) =>
    (await promisify(execFile)(process.execPath, [program, ...words], { env })).stdout
}

test('who connects is told what comes next: a plan, or the initial sync where the rules ask for none', async () => {
  const world = await startWorld()
  const bothways = commandLine(world)
  const file = join(world.config.dataDir, 'org.json')
  const login = { kind: 'jwt', loginUrl: world.org.url, ...world.org.credentials.jwt }
  const request = { connector: 'salesmanago', login, settings: world.double.settings }
  await writeFile(file, JSON.stringify({ ...request, name: 'Planned' }))
  expect(await bothways('connect', file)).toMatch(/Next: bothways plan 1 2\n$/)
  await expect(bothways('sync-now', '1', '2')).rejects.toThrow(/To begin: bothways plan 1 2/)
  await writeFile(file, JSON.stringify({ ...request, name: 'At once', rules: { approve: 'none' } }))
  expect(JSON.parse(await bothways('connect', file, '--json'))).toMatchObject({
    connection: 3,
    next: 'bothways initial-sync 1 3'
  })
}, 60_000)

test('a plan is asked for, read, approved and carried out from the command line', async () => {
  const world = await startWorld({ seed: 8, approve: 'plan' })
  const bothways = commandLine(world)
  await expect(bothways('initial-sync', '1', '1')).rejects.toThrow(/bothways plan 1 1/)
  expect(await bothways('plan', '1', '1')).toMatch(/plan \d+/)
  const plans = await eventually(() => bothways('plans'), (said) => said.includes('waits for approval'), 60) // prettier-ignore
  const [, number = '', hash = ''] = /approve (\d+) --hash ([0-9a-f]{64})/.exec(plans) ?? []
  expect(plans).toMatch(
    /5 will be created[\s\S]*3: blank-email[\s\S]*Expected calls: Salesforce \d+, SALESmanago \d+/
  )
  expect(await bothways('plan-show', number, '--kind', 'create', '--limit', '1')).toMatch(/create in SALESmanago[\s\S]*email in SALESmanago: blank → ".+@.+"/) // prettier-ignore
  await expect(bothways('approve', number, '--hash', 'wrong')).rejects.toThrow(/hash/)
  expect(world.double.contacts()).toEqual([])
  await bothways('approve', number, '--hash', hash)
  await eventually(() => world.double.contacts().length, (count) => count === 5, 60) // prettier-ignore
  await expect(bothways('cancel', '99')).rejects.toThrow(/no plan 99/)
}, 120_000)
