import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startWorld } from '../support/world.ts'

const program = join(import.meta.dirname, '..', '..', 'middleware', 'cli', 'bothways.ts')

test('a plan is asked for, read, approved and carried out from the command line', async () => {
  const world = await startWorld({ seed: 8, approve: 'plan' })
  const { databaseUrl = '', dataDir } = world.config
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, BOTHWAYS_DATA_DIR: dataDir, BOTHWAYS_DEVELOPMENT: 'true' } // prettier-ignore
  const bothways = async (...words: string[]) =>
    (await promisify(execFile)(process.execPath, [program, ...words], { env })).stdout
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
