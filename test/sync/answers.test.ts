import { expect, test } from 'vitest'
import { acceptSide, linkCandidate, retryIssues } from '../../middleware/database/issues.ts'
import { eventually } from '../support/eventually.ts'
import { anna, askForPhone, both, inSalesforce, lookOutside, startWithAnna } from '../support/two-way.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { startWorld, type World } from '../support/world.ts'

/** Anna, whose phone was edited on both sides at once. */
async function inConflict(): Promise<{ world: World; id: string; issueId: number }> {
  const { world, id } = await startWithAnna(both({}, askForPhone))
  world.double.control({ edit: { contact: { email: anna.Email, phone: '+48111111111' } } })
  await world.edit(id, { Phone: '+48222222222' })
  const [issue] = await eventually(() => world.issues(), (open) => open.length > 0) // prettier-ignore
  return { world, id, issueId: issue?.issueId ?? 0 }
}

const dbOf = (world: World) => world.middleware().engine.db
const answersOf = (world: World) =>
  dbOf(world).withOrg(1, (tx) => tx.selectFrom('answers').select('take').execute())

test('what a person accepts in a conflict is written to the other side once, and the conflict is over', async () => {
  const { world, id, issueId } = await inConflict()
  expect(await world.issues()).toMatchObject([
    { sfId: id, extId: world.outside(id)?.id, choices: { salesforce: '+48222222222', external: '+48111111111' } }
  ]) // prettier-ignore
  await world.stopMiddleware()
  await world.startMiddleware()
  await acceptSide(dbOf(world), 1, issueId, 'external', 'Ewa')
  await eventually(() => inSalesforce(world, id), (one) => one['Phone'] === '+48111111111') // prettier-ignore
  await eventually(() => world.issues(), (open) => open.length === 0) // prettier-ignore
  expect(await answersOf(world)).toEqual([])

  await world.edit(id, { Phone: '+48333333333' })
  await eventually(() => world.outside(id), (found) => found?.phone === '+48333333333') // prettier-ignore
})

test('an answer that was given to other values than the record holds by now is asked again', async () => {
  const { world, id, issueId } = await inConflict()
  // Edited while the middleware is away: whoever answers has not seen it.
  const { db } = world.middleware().engine
  world.double.control({ edit: { contact: { email: anna.Email, phone: '+48444444444' } } })
  await acceptSide(db, 1, issueId, 'external', 'Ewa')
  await eventually(() => answersOf(world), (left) => left.length === 0) // prettier-ignore
  const issues = await eventually(() => world.issues(), ([one]) => one?.choices?.external === '+48444444444') // prettier-ignore
  expect(issues).toHaveLength(1)
  expect(await inSalesforce(world, id)).toMatchObject({ Phone: '+48222222222' })
})

test('of several candidates the one a person names is linked, and the issue is over', async () => {
  const world = await startWorld({ pairs: [both({ create: { toExternal: false, toSalesforce: true } })] })
  const twin = (LastName: string) => world.create({ LastName, Email: 'twin@example.com' })
  const [first, second] = [await twin('Nowak'), await twin('Kowal')]
  await world.initialSync()
  await world.settled()
  world.double.control({ edit: { contact: { email: 'twin@example.com', name: 'Twin' } } })
  await lookOutside(world)
  const [issue] = await world.issues()
  expect(issue).toMatchObject({ code: 'several-matches', sfId: null, extId: world.double.contacts()[0]?.id })
  expect(issue?.candidates?.map((one) => one.id).sort()).toEqual([first, second].sort())

  const issueId = issue?.issueId ?? 0
  await expect(linkCandidate(dbOf(world), 1, issueId, 'nobody', 'Ewa')).rejects.toThrow(
    /none of the candidates.*003/
  )
  await linkCandidate(dbOf(world), 1, issueId, second, 'Ewa')
  world.middleware().waker.wake({ orgId: 1, connectionId: 1, lane: lanes.live })
  await eventually(() => world.outside(second), (found) => found?.email === 'twin@example.com') // prettier-ignore
  expect(await world.issues()).toEqual([])
  expect(world.outside(first)).toBeUndefined()
})

test('a field that something outside rewrites whenever it is synced is left alone after a while, and told once', async () => {
  const { world, id } = await startWithAnna()
  const [ours, theirs] = ['+48500100201', '+48600600600']
  const rounds = 4
  let written = 0
  for (let round = 0; round < rounds; round++) {
    await world.edit(id, { Phone: ours })
    await world.settled()
    if (world.outside(id)?.phone === ours) written++
    world.double.control({ edit: { contact: { email: anna.Email, phone: theirs } } })
    await lookOutside(world)
  }
  expect(written).toBe(3)
  const issues = await world.issues()
  expect(issues).toMatchObject([{ line: 'phone', code: 'alternating', sfId: id }])

  // The rest of the record is synced, and a person who found the culprit has it tried again.
  await world.edit(id, { Title: 'Buyer' })
  await eventually(() => JSON.stringify(world.outside(id)?.properties), (details) => details.includes('Buyer')) // prettier-ignore
  expect(await retryIssues(dbOf(world), 1, { code: 'alternating' }, 'Ewa')).toBe(1)
  world.middleware().waker.wake({ orgId: 1, connectionId: 1, lane: lanes.live })
  await eventually(() => world.issues(), (open) => open.length === 0) // prettier-ignore
  expect((await inSalesforce(world, id))['Phone']).toBe(world.outside(id)?.phone)
}, 90_000)
