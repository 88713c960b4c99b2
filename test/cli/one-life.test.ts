import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { admin, anna, both, inSalesforce, lookOutside } from '../support/two-way.ts'
import { startWorld } from '../support/world.ts'

const program = join(import.meta.dirname, '..', '..', 'middleware', 'cli', 'bothways.ts')

test("one record's life, as the command line tells it: made here, edited on both sides at once, merged, deleted", async () => {
  const world = await startWorld({ pairs: [both()] })
  const { databaseUrl = '', dataDir } = world.config
  const explain = async (id: string) => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, BOTHWAYS_DATA_DIR: dataDir, BOTHWAYS_DEVELOPMENT: 'true' } // prettier-ignore
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'explain', id], { env })
    return stdout
  }
  // Made on one side.
  const first = await world.create(anna)
  await eventually(() => world.outside(first), (found) => found !== undefined) // prettier-ignore
  await world.initialSync()
  await world.settled()

  // Edited on both at once: a field each.
  world.double.control({ edit: { contact: { email: anna.Email, fax: '+48227654321' } } })
  await world.edit(first, { Phone: '+48600700800' })
  await world.settled()
  await lookOutside(world)
  expect(world.outside(first)).toMatchObject({ phone: '+48600700800', fax: '+48227654321' })
  expect(await inSalesforce(world, first)).toMatchObject({ Phone: '+48600700800', Fax: '+48227654321' })

  // Merged into another contact, then deleted.
  const winner = await world.create({ LastName: 'Nowak', Title: 'Chair' })
  await world.settled()
  const { FirstName, Email } = anna
  const kept = { FirstName, Email, Phone: '+48600700800', Fax: '+48227654321' }
  await admin(world).soap.merge({
    masterRecord: { type: 'Contact', Id: winner, ...kept },
    recordToMergeIds: [first],
    additionalInformationMap: []
  })
  const { db } = world.middleware().engine
  const poll = () =>
    db.withOrg(1, (tx) => tx.updateTable('pairs').set({ next_poll_at: new Date() }).execute())
  await poll()
  await eventually(() => world.outside(winner), (found) => found !== undefined, 30) // prettier-ignore
  await world.settled()
  await world.org.control({ command: 'delete', object: 'Contact', id: winner })
  await world.settled()
  await poll()
  const states = () => db.withOrg(1, (tx) => tx.selectFrom('links').select('state').where('state', '=', 1).execute()) // prettier-ignore
  await eventually(states, (gone) => gone.length === 1, 30)

  const told = await explain(winner)
  // BOTHWAYS_SHOW=1 prints it, for the README.
  if (process.env['BOTHWAYS_SHOW'] === '1') process.stdout.write(told)
  const lines = told.split('\n')
  const at = (part: string | RegExp) => lines.findIndex((one) => (typeof part === 'string' ? one.includes(part) : part.test(one))) // prettier-ignore
  const life = [/were linked: .*was made from the other/, `${first} was merged into ${winner}`, /deleted|gone/i].map(at) // prettier-ignore
  expect(life).not.toContain(-1)
  expect(life).toEqual(life.toSorted((a, b) => a - b))
  expect(told).toMatch(/Phone is "\+48600700800".*because Salesforce changed it on .* and run \d+ \(.*\) wrote it to SALESmanago/) // prettier-ignore
  expect(told).toMatch(/Fax is "\+48227654321".*because SALESmanago changed it on .* and run \d+ \(.*\) wrote it to Salesforce/) // prettier-ignore
  // The person outside stays, by SALESmanago's declared policy.
  expect(world.double.contacts()).toHaveLength(1)
})
