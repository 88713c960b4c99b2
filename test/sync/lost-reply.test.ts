import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startPipeline } from '../support/pipeline.ts'
import { contacts, objects } from '../support/plain-pairs.ts'

const people = contacts({ lines: contacts().lines.filter((one) => one.external !== 'companyId') })

test('a contact that Salesforce made and whose answer was cut off is found and linked, and is never made twice', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const id = world.system.add('person', { lastName: 'Nowak', email: 'anna@example.com' })
  // The org carries it out, and the line breaks before its answer.
  await world.org.control({
    command: 'fault',
    method: 'POST',
    path: '/services/data/v64.0/composite/sobjects',
    cut: 'after'
  })
  await world.query(sql`update pairs set next_read_at = now()`)
  await world.turn().catch(() => undefined)
  const made = async () => (await world.admin.query<{ Id: string }>(`select Id from Contact where Email = 'anna@example.com'`)).records // prettier-ignore
  expect(await made()).toHaveLength(1)
  expect(await world.links()).toEqual([])

  // While the request may still land nobody sends it again, however often the record comes up.
  await world.query(sql`update inbox set next_at = now() where state = 0`)
  await world.query(sql`update leases set not_before = null, trouble = null`)
  await world.press('person', [id], 'external').catch(() => undefined)
  expect(await made()).toHaveLength(1)

  for (let round = 0; round < 3; round++) {
    await world.later()
    await world.press('person', [id], 'external')
  }
  const contactsMade = await made()
  expect(contactsMade).toHaveLength(1)
  expect(await world.links()).toMatchObject([{ sfId: contactsMade[0]?.Id, extId: id, state: 0 }])
  expect(await world.issues()).toEqual([])
})
