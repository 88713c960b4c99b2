import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { settings, step, type Settings, type Step } from './history.ts'
import { troubles } from './invariants.ts'
import type { Mutant } from './memory-database.ts'
import { pinned } from './pinned.ts'
import { World } from './world.ts'

vi.mock('../../middleware/database/links.ts', async () => (await import('./memory-database.ts')).links)
vi.mock('../../middleware/database/record.ts', async () => (await import('./memory-database.ts')).recording)
vi.mock('../../middleware/database/consent.ts', async () => (await import('./memory-database.ts')).consent)
vi.mock('../../middleware/database/remembered.ts', async () => (await import('./memory-database.ts')).memory)
vi.mock('../../middleware/database/issues.ts', async () => (await import('./memory-database.ts')).others)
vi.mock(
  '../../middleware/database/plan-operations.ts',
  async () => (await import('./memory-database.ts')).others
)
vi.mock('../../middleware/database/lost-creates.ts', async () => (await import('./memory-database.ts')).links)
vi.mock('../../middleware/database/heirs.ts', async () => (await import('./memory-database.ts')).others)
vi.mock('../../middleware/database/statistics.ts', async () => (await import('./memory-database.ts')).others)
vi.mock('../../middleware/database/runs.ts', async () => (await import('./memory-database.ts')).runs)

// The same histories every time, so that a red run is about the change under test. Other ones:
// BOTHWAYS_SEED=$RANDOM BOTHWAYS_RUNS=100000 npx vitest run --config test/vitest.config.ts test/properties
const numRuns = Number(process.env['BOTHWAYS_RUNS'] ?? 3000)
const seed = Number(process.env['BOTHWAYS_SEED'] ?? 20_260_101)

const histories = (mutant?: Mutant) =>
  fc.asyncProperty(settings, fc.array(step, { minLength: 1, maxLength: 100, size: 'max' }), async (declared, steps) => {
    const found = await troublesOf(declared, steps, mutant)
    if (found.length > 0) throw new Error(found.join('\n'))
  }) // prettier-ignore

async function troublesOf(
  declared: Settings,
  steps: readonly Step[],
  mutant?: Mutant,
  isPinned = false
): Promise<string[]> {
  const world = new World(declared, mutant)
  world.isPinned = isPinned
  for (const one of steps) {
    if (one.do === 'work') await world.work(one.lane, one.source, one.fault)
    else if (one.do === 'wake') world.wake(one.which)
    else world.user(one)
  }
  await world.settle()
  return troubles(world)
}

test.each(pinned)('%s', async (_, declared, steps) => {
  expect(await troublesOf(declared, steps, undefined, true)).toEqual([])
})

test('whatever happens on both sides, on the network and to the nodes: once it is over the sides agree, and nothing was lost, doubled, revived or turned back', async () => {
  await fc.assert(histories(), { numRuns, seed })
}, 3_600_000)

const broken: readonly (readonly [Mutant, string])[] = [
  ['cursor-before-write', 'a page counts as read before it is recorded'],
  ['no-fence', "a node goes on although its lane is another's"],
  ['no-wire', 'one record is written by two nodes at once'],
  ['no-outrun', 'writes go out although something newer was recorded'],
  ['echo', 'one base serves both sides'],
  ['forgets-what-it-sent', 'writes without an answer are forgotten'],
  ['sent-twice', 'creates without an answer are sent again at once']
]
test.each(broken)(
  'a pipeline that is broken on purpose is caught: %s, %s',
  async (mutant) => {
    const { failed } = await fc.check(histories(mutant), { numRuns: 40_000, seed, endOnFailure: true })
    expect(failed).toBe(true)
  },
  120_000
)
