import { expect, test } from 'vitest'
import { linkByHand, unlink } from '../../middleware/database/links.ts'
import { explainRecord } from '../../middleware/sync/explain-record.ts'
import type { Explanation } from '../../middleware/sync/explain.ts'
import { eventually } from '../support/eventually.ts'
import type { Engine } from '../../middleware/sync/engine.ts'
import { startPipeline } from '../support/pipeline.ts'
import { contactLines, contacts, line, objects } from '../support/plain-pairs.ts'
import { anna, both, mergeInSalesforce } from '../support/two-way.ts'
import { startWorld } from '../support/world.ts'

async function explained({ engine }: { readonly engine: Engine }, id: string): Promise<Explanation> {
  const [one, ...others] = await explainRecord(engine, 1, id)
  expect(others).toEqual([])
  if (one === undefined) throw new Error('Nothing was explained.')
  return one
}

const lineOf = ({ lines }: Explanation, name: string) => lines.find((one) => one.line === name)

test('each value is told with who changed it, when, and the run that wrote it, by the id of either side', async () => {
  const world = await startPipeline({ objects, pairs: [contacts({ lines: [...contactLines, line('Fax', 'employer')] })] }) // prettier-ignore
  const id = await world.contacts.create(anna)
  await world.syncSalesforce()
  const extId = world.system.all('person')[0]?.id ?? ''
  world.system.edit('person', extId, { phone: '+48600700800' })
  await world.syncOutside()

  const here = await explained(world, id)
  expect(here).toEqual(await explained(world, extId))
  expect(here.life.map((one) => one.what)).toEqual([
    expect.stringMatching(/^Salesforce Contact 003\w+ and Person 1 in Plain were linked: the one in Plain was made from the other, by run \d+ \(a look at what changed in Salesforce\)$/)
  ]) // prettier-ignore
  const phone = lineOf(here, 'phone')
  expect(phone?.because).toMatch(
    /^Phone is "\+48600700800" in Salesforce and Phone is "\+48600700800" in Plain, because Plain changed it on \d{4}-.* UTC and run \d+ \(a look at what changed in Plain\) wrote it to Salesforce on .* UTC\.$/
  )
  expect(phone?.steps.map((one) => one.what)).toEqual([
    expect.stringMatching(/^run \d+ \(.*\) wrote "\+48600700800" over "\+48500100200" to Salesforce, as changed in Plain on/)
  ]) // prettier-ignore
  expect(lineOf(here, 'email')?.because).toMatch(/it was so when the two were linked/)
  expect(lineOf(here, 'employer')?.because).toMatch(/never filled in/)
})

test('the life of a link is told: found by a rule, merged, unlinked, and linked by hand again', async () => {
  const world = await startWorld({ pairs: [both()] })
  world.double.control({ edit: { contact: { email: anna.Email, name: 'Anna Nowak' } } })
  const loser = await world.create(anna)
  await eventually(() => world.outside(loser), (found) => found !== undefined) // prettier-ignore
  const winner = await world.create({ LastName: 'Nowak', Title: 'Chair' })
  await world.initialSync()
  await world.settled()
  await mergeInSalesforce(world, winner, loser)
  const { db } = world.middleware().engine
  await world.settled()
  await unlink(db, 1, 1, winner, 'Ewa')
  const extId = world.outside(winner)?.id ?? ''
  await linkByHand(
    db,
    { orgId: 1, connectionId: 1 },
    { pairId: 1, salesforce: 'Contact' },
    winner,
    extId,
    'Ewa'
  )

  const { life } = await explained(world.middleware(), extId)
  expect(life.map((one) => one.what)).toEqual([
    expect.stringMatching(/were linked: they have the same .*email.*, by run \d+/i),
    expect.stringContaining(`${loser} was merged into ${winner}`),
    'Ewa unlinked the two for good',
    expect.stringMatching(/^The link ended \(linked to another by hand\), by Ewa$/),
    expect.stringMatching(/were linked: Ewa said that they are the same$/)
  ])
})
