import '../../support/pipeline.ts'
import { expect, test } from 'vitest'
import { asOrg, type CallApi } from '../../support/api.ts'
import { eventually } from '../../support/eventually.ts'
import { anna, askForPhone, both, inSalesforce, lookOutside, startWithAnna } from '../../support/two-way.ts'
import { startWorld } from '../../support/world.ts'

const get = async <T>(api: CallApi, path: string) => (await api('GET', path)).body as T
interface Plan {
  readonly plan: number
  readonly state: string
  readonly hash: string
  readonly planned: Record<string, number>
}
interface Run {
  readonly run: number
  readonly cause: string
  readonly state: string
  readonly done: number
  readonly canUndo: boolean
}

test('a plan is made, shown value by value, exported, approved as it was seen, told in the history, and taken back', async () => {
  const world = await startWorld({ approve: 'plan' })
  const id = await world.create(anna)
  const api = await asOrg(world.middleware(), 1)

  const made = await api('POST', '/connections/1/plans', {})
  expect(made.status).toBe(202)
  const number = (made.body as { plans: number[] }).plans[0] ?? 0
  const plan = await eventually(() => get<Plan>(api, `/plans/${number}`), (one) => one.state === 'planned', 30) // prettier-ignore
  const { items } = await get<{ items: readonly { kind: string; reason: string; lines: { label: string; to: string }[] }[] }>(api, `/plans/${number}/operations?kind=create`) // prettier-ignore
  expect(items).toMatchObject([{ kind: 'create', salesforceId: id, reason: 'There is no counterpart yet.' }])
  expect(items[0]?.lines).toContainEqual(expect.objectContaining({ label: 'Phone', to: '+48500100200' }))
  const csv = await api('GET', `/plans/${number}/export`)
  expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="plan-${number}.csv"`)
  // A spreadsheet would take a plus at the beginning for a formula.
  expect(csv.text).toContain(`"'+48500100200"`)
  expect(world.outside(id)).toBeUndefined()

  const approve = (body: object) => api('POST', `/plans/${number}/approve`, body)
  expect(await approve({ hash: 'another' })).toMatchObject({ status: 409, body: { code: 'not-approved' } })
  expect((await approve({ hash: plan.hash, planned: plan.planned })).status).toBe(202)
  await eventually(() => world.outside(id), (found) => found !== undefined, 30) // prettier-ignore
  await eventually(() => get<Plan>(api, `/plans/${number}`), (one) => one.state === 'done', 30) // prettier-ignore

  const runs = await get<{ items: readonly Run[] }>(api, '/connections/1/runs')
  expect(runs.items.find((one) => one.run === number)).toMatchObject({ cause: 'plan', state: 'done', canUndo: true }) // prettier-ignore
  const records = await get<{ items: unknown[] }>(api, `/runs/${number}/records`)
  expect(records.items).toMatchObject([{ salesforceId: id, bucket: 'created' }])
  const { days } = await get<{ days: { day: string; counts: Record<string, number> }[] }>(api, '/connections/1/report') // prettier-ignore
  expect(days[0]?.counts['Synchronized']).toBeGreaterThan(0)

  const undo = await api('POST', `/runs/${number}/undo`)
  expect(undo.status).toBe(202)
  const back = (undo.body as { plans: number[] }).plans[0] ?? 0
  await eventually(() => get<Plan>(api, `/plans/${back}`), (one) => one.state !== 'running', 30) // prettier-ignore
  expect(await get(api, `/plans/${back}`)).toMatchObject({ undoes: number })
})

test('a conflict is solved with the side that is chosen, and the record tells how it stands and why', async () => {
  const { world, id } = await startWithAnna(both({}, askForPhone))
  const api = await asOrg(world.middleware(), 1)
  world.double.control({ edit: { contact: { email: anna.Email, phone: '+48600000001' } } })
  await world.edit(id, { Phone: '+48600000002' })
  await lookOutside(world)
  const { items } = await eventually(
    () => get<{ items: readonly { issue: number; choices: unknown; actions: string[] }[] }>(api, '/issues'),
    (found) => found.items.length === 1,
    30
  )
  expect(items[0]).toMatchObject({
    code: 'conflict',
    choices: { salesforce: '+48600000002', external: '+48600000001' },
    actions: ['retry', 'ignore', 'accept', 'unlink']
  })
  expect(await get(api, '/issues/kinds')).toMatchObject({ kinds: [{ code: 'conflict', line: 'phone', count: 1 }] }) // prettier-ignore
  const accepted = await api('POST', `/issues/${items[0]?.issue ?? 0}/accept`, { side: 'external' })
  expect(accepted.status).toBe(200)
  await eventually(() => inSalesforce(world, id), (one) => one['Phone'] === '+48600000001', 30) // prettier-ignore

  const record = await get<{ links: unknown[] }>(api, `/records/${id.slice(0, 15)}`)
  expect(record.links).toMatchObject([{ state: 'linked', canUnlink: true, connectorLabel: 'SALESmanago' }])
  const timeline = await get<{ stories: { lines: { salesforceField: string; because: string }[] }[] }>(api, `/records/${id}/timeline`) // prettier-ignore
  const phone = timeline.stories[0]?.lines.find((one) => one.salesforceField === 'Phone')
  expect(phone?.because).toContain('SALESmanago changed it')
})

test('a seller asks for a record to be looked at, and only who manages the sync ends its link', async () => {
  const { world, id } = await startWithAnna()
  const seller = await asOrg(world.middleware(), 1, { may: 'use' })
  const manager = await asOrg(world.middleware(), 1)
  const act = (api: CallApi, action: string) => api('POST', `/records/${id}/actions`, { action })
  expect((await act(seller, 'sync')).status).toBe(200)
  expect(await act(seller, 'unlink')).toMatchObject({ status: 403, body: { code: 'not-allowed' } })
  expect((await act(manager, 'unlink')).status).toBe(200)
  expect(await act(manager, 'sync')).toMatchObject({ status: 409 })
  expect((await get<{ links: unknown[] }>(manager, `/records/${id}`)).links).toMatchObject([
    { state: 'unlinked', canRelink: true }
  ])
  expect((await act(manager, 'relink')).status).toBe(200)
  expect((await get<{ links: unknown[] }>(manager, `/records/${id}`)).links).toMatchObject([{ state: 'linked' }]) // prettier-ignore
  const user = '005000000000001AAA'
  expect((await manager('POST', `/records/actions`, { action: 'sync', records: [user] })).status).toBe(409)
})

interface Mapping {
  pairs: {
    name: string
    enabled: boolean
    lines: { salesforce: string[]; external: string; direction: string; blank: string }[]
  }[]
}

test('a mapping is checked line by line before it is saved, and two admins never overwrite each other', async () => {
  const world = await startWorld({ seed: 20 })
  const api = await asOrg(world.middleware(), 1)
  const read = await api('GET', '/connections/1/mapping')
  const mapping = read.body as Mapping
  const contacts = mapping.pairs.find((one) => one.enabled)
  contacts?.lines.push({ salesforce: ['Nope__c'], external: 'details.Nope', direction: 'toExternal', blank: 'ignore' }) // prettier-ignore
  contacts?.lines.push({ salesforce: ['CreatedDate'], external: 'score', direction: 'both', blank: 'ignore' })

  const { ok, findings } = (await api('POST', '/connections/1/mapping/preflight', mapping)).body as { ok: boolean; findings: { line: string; code: string }[] } // prettier-ignore
  expect(ok).toBe(false)
  expect(findings).toContainEqual(expect.objectContaining({ line: 'details.Nope', code: 'rights', parked: true })) // prettier-ignore
  expect(findings).toContainEqual(expect.objectContaining({ line: 'score', code: 'read-only' }))
  expect(findings).toContainEqual(expect.objectContaining({ line: 'score', code: 'rights' }))

  const save = (tag: string | undefined, body: unknown) =>
    api('PUT', '/connections/1/mapping', body, tag === undefined ? {} : { tag })
  contacts?.lines.splice(-2)
  contacts?.lines.push({ salesforce: ['AssistantName'], external: 'details.Assistant', direction: 'toExternal', blank: 'ignore' }) // prettier-ignore
  expect(await save(undefined, mapping)).toMatchObject({ status: 428 })
  const saved = await save(read.tag ?? '', mapping)
  expect(saved.status).toBe(200)
  expect(await save(read.tag ?? '', mapping)).toMatchObject({
    status: 412,
    body: { code: 'changed-meanwhile' }
  })
  const twice = structuredClone(mapping)
  twice.pairs.find((one) => one.enabled)?.lines.push({ salesforce: ['Phone'], external: 'phone', direction: 'both', blank: 'ignore' }) // prettier-ignore
  expect(await save(saved.tag ?? '', twice)).toMatchObject({ status: 422, body: { code: 'mapping' } })

  const count = await api('POST', '/connections/1/mapping/count', { pair: contacts?.name, criterion: { all: [{ field: 'Email', is: 'not-blank' }] } }) // prettier-ignore
  expect(count.body).toMatchObject({ total: 20 })
  const described = (await api('GET', '/connections/1/objects/salesforce/Contact')).body as { fields: { name: string; required: boolean }[] } // prettier-ignore
  expect(described.fields.find((one) => one.name === 'LastName')?.required).toBe(true)
  expect((await api('GET', '/connections/1/objects/salesforce/Nope__c')).status).toBe(404)
  expect((await api('GET', `/connections/1/mapping/suggestions?pair=${contacts?.name ?? ''}`)).status).toBe(
    200
  )
})
