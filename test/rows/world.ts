import '../support/pipeline.ts'
import { expect } from 'vitest'
import { asOrg, type CallApi } from '../support/api.ts'
import { admin } from '../support/two-way.ts'
import { startWorld, type World } from '../support/world.ts'

/** A pair as the screen of the mapping gets it. */
export type Pair = Record<string, unknown> & {
  name: string
  enabled: boolean
  lines: (Record<string, unknown> & { salesforce: string[]; external: string; direction: string })[]
  policy: { create: { toExternal: boolean; toSalesforce: boolean } }
  createWith?: unknown
}
type WorldOptions = NonNullable<Parameters<typeof startWorld>[0]>

/** How the package came into the org: its fields are without and with its namespace. */
export const modes = [
  ['deployed', ''],
  ['installed', 'bothways__']
] as const
export type Mode = (typeof modes)[number][0]

/** An org with the package, connected with SALESmanago's double, and the admin API as the org calls it. */
export async function start(mode: Mode, { org, ...options }: WorldOptions = {}) {
  const world = await startWorld({
    pairs: 'declared',
    settings: { accountName: '' },
    org: {
      source: 'force-app',
      ...(mode === 'installed' && { installed: 'bothways' }),
      ...org,
      switches: { translationWorkbench: true, ...org?.switches }
    },
    ...options
  })
  const api = await asOrg(world.middleware(), 1)
  return { world, api }
}

/** One record of the org as its admin sees it. */
export const record = async ({ org }: World, object: string, id: string) =>
  (await org.control({ command: 'record', object, id })) as Record<string, unknown>

export const mapping = async (api: CallApi) => {
  const { body, tag } = await api('GET', '/connections/1/mapping')
  return { pairs: (body as { pairs: Pair[] }).pairs, tag: tag ?? '' }
}
export async function change(api: CallApi, edit: (pair: Pair) => Pair): Promise<void> {
  const { pairs, tag } = await mapping(api)
  const saved = await api('PUT', '/connections/1/mapping', { pairs: pairs.map(edit) }, { tag })
  expect(saved.status, saved.text).toBe(200)
}
export const create = async ({ org }: World, object: string, values: object) =>
  ((await org.control({ command: 'create', object, values })) as { id: string }).id
export const found = async (world: World, soql: string) =>
  (await admin(world).query<{ Id: string }>(soql)).records
export const issues = async (api: CallApi) =>
  ((await api('GET', '/issues')).body as { items: { message: string }[] }).items
/** What became of records in all runs: those that ended so. */
export async function records(api: CallApi, bucket: string) {
  const { items } = (await api('GET', '/connections/1/runs')).body as { items: { run: number }[] }
  const pages = await Promise.all(items.map(({ run }) => api('GET', `/runs/${run}/records`)))
  return pages
    .flatMap(({ body }) => (body as { items: Outcome[] }).items)
    .filter((one) => one.bucket === bucket)
}
interface Outcome {
  readonly externalId: string | null
  readonly bucket: string
  readonly code: string | null
  readonly said: string
}
