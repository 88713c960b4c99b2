import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { mergeRules } from '../../middleware/cli/merge-rules.ts'
import { changeRules } from '../../middleware/sync/schedules.ts'
import { startWorld } from '../support/world.ts'

const program = join(import.meta.dirname, '..', '..', 'middleware', 'cli', 'bothways.ts')
const rail = { most: 50, share: 0.02 }

test('a file of rules changes what it names; schedules, quiet hours and guard rails of elsewhere stay', async () => {
  const world = await startWorld()
  const { databaseUrl = '', dataDir } = world.config
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, BOTHWAYS_DATA_DIR: dataDir, BOTHWAYS_DEVELOPMENT: 'true' } // prettier-ignore
  const file = join(dataDir, 'rules.json')
  const rules = async (named: unknown) => {
    await writeFile(file, JSON.stringify(named))
    const run = await promisify(execFile)(process.execPath, [program, 'rules', '1', '1', file, '--json'], {
      env
    })
    return JSON.parse(run.stdout) as unknown
  }
  const set = {
    zone: 'Europe/Warsaw',
    quiet: { from: '22:00', to: '06:00' },
    schedule: { kind: 'interval', minutes: 30 },
    readSchedule: { kind: 'nightly', at: '02:00', zone: 'UTC' },
    approve: 'none',
    rails: { deletes: { most: 5, share: 0.01 }, blanks: rail, owners: rail }
  }
  await changeRules(world.middleware().engine, { orgId: 1, connectionId: 1 }, set)

  const told = await rules({ cap: 12_000 })
  expect(told).toEqual({ ...set, cap: 12_000, reserve: 0.2 })
  // What it tells can be given back to it.
  expect(await rules(told)).toEqual(told)
  const rails = { ...set.rails, deletes: { most: 7, share: 0.01 } }
  expect(await rules({ rails: { deletes: { most: 7 } }, quiet: null, cap: null })).toEqual({ ...set, cap: null, reserve: 0.2, quiet: null, rails }) // prettier-ignore
  await expect(rules({ capp: 5 })).rejects.toThrow(/Unrecognized key: "capp"/)
  await expect(rules({ rails: { deletes: { most: -1 } } })).rejects.toThrow(
    /rails\.deletes\.most: is 0 or more/
  )
  await expect(rules([])).rejects.toThrow(/must hold a JSON object/)
  expect(await rules({})).toMatchObject({ schedule: set.schedule, readSchedule: set.readSchedule, rails })
}, 60_000)

test('what is no guard rail is not merged: the rules refuse it', () => {
  expect(mergeRules({ cap: 1, rails: { deletes: rail } }, { rails: null })).toEqual({ cap: 1, rails: null })
  expect(mergeRules({}, { rails: { deletes: 3 } })).toEqual({ rails: { deletes: 3 } })
})
