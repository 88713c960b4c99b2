import { expect, test } from 'vitest'
import { startSetup } from '../../setup/world.ts'

interface Shown {
  readonly candidates: readonly { readonly id: string }[]
  readonly actions: readonly string[]
}

const own = '003000000000001AAA'
const owner = '003000000000002AAA'
const outside = 'ext-7'
const some = (...ids: readonly string[]) => JSON.stringify(ids.map((id) => ({ id, label: id })))

test('an issue offers to link its record with candidates of the other side alone, and takes no other', async () => {
  const world = await startSetup()
  const { db } = world.middleware.engine
  const raise = (record: { sf: string | null; ext: string | null }, candidates: string) =>
    db.withClient(world.orgId, async (client) => {
      const { rows } = await client.query<{ issue_id: string }>(
        `insert into issues (org_id, connection_id, pair_id, record_key, sf_id, ext_id, code, message, candidates, run_id)
         select $1, connection_id, pair_id, coalesce($2, 'ext:' || $3), $2, $3, 'link-taken', 'Merge the two.', $4, 1
         from pairs order by pair_id limit 1 returning issue_id`,
        [world.orgId, record.sf, record.ext, candidates]
      )
      return Number(rows[0]?.issue_id)
    })
  const both = await raise({ sf: own, ext: null }, some(owner, outside))
  const none = await raise({ sf: owner, ext: null }, some(own))
  const there = await raise({ sf: null, ext: 'ext-8' }, some('ext-9', owner))

  const api = await world.api()
  const { items } = (await api('GET', '/issues')).body as { items: readonly (Shown & { issue: number })[] }
  const shown = (issue: number) => {
    const one = items.find((each) => each.issue === issue)
    return [one?.candidates.map(({ id }) => id), one?.actions.includes('link')]
  }
  expect(shown(both)).toEqual([[outside], true])
  expect(shown(none)).toEqual([[], false])
  expect(shown(there)).toEqual([[owner], true])

  const link = (issue: number, candidate: string) => api('POST', `/issues/${issue}/link`, { candidate })
  const refused = async (issue: number, candidate: string) => {
    const { status, body } = await link(issue, candidate)
    return [status, (body as { detail: string }).detail]
  }
  expect(await refused(both, owner)).toEqual([409, expect.stringContaining(`Give one of: ${outside}.`)])
  expect(await refused(none, own)).toEqual([409, expect.stringContaining('Merge the two.')])
  expect(await link(both, outside)).toMatchObject({ status: 200 })
  const links = await db.withOrg(world.orgId, (tx) => tx.selectFrom('links').select(['sf_id', 'ext_id']).execute()) // prettier-ignore
  expect(links).toEqual([{ sf_id: own, ext_id: outside }])
})
