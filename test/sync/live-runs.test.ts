import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { pressRecords } from '../../middleware/database/inbox.ts'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { contacts, objects } from '../support/plain-pairs.ts'

const people = contacts({ lines: contacts().lines.filter((one) => one.external !== 'companyId') })
const anna = { LastName: 'Nowak', Email: 'anna@example.com', Phone: '+48221112233' }

/** Does this once, while the next write is on the wire. */
function whileWriting({ system }: Pipeline, act: () => Promise<void>): void {
  const { connector } = system
  const write = connector.write.bind(connector)
  const once: typeof write = async (context, request) => {
    Object.assign(connector, { write })
    await act()
    return write(context, request)
  }
  Object.assign(connector, { write: once })
}

const runs = ({ query }: Pipeline) =>
  query(sql<{ cause: string; state: string; error: string | null }>`select cause, state, error from runs order by run_id`) // prettier-ignore

test('a button that is pressed while the record is being written has it looked at once more', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const id = await world.contacts.create(anna)
  const { engine, orgId, connectionId } = world
  const press = () => pressRecords(engine.db, { orgId, connectionId }, 'Contact', [id])
  whileWriting(world, async () => {
    await world.contacts.edit(id, { Phone: '+48224445566' })
    await press()
  })
  await press()
  await world.turn()
  expect(world.system.all('person')).toMatchObject([{ phone: '+48224445566' }])
})

test('a run that is stopped by trouble has ended, and says why', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  const id = await world.contacts.create(anna)
  world.system.faults.rateLimit = 5
  await expect(world.press('Contact', [id])).rejects.toThrow('Too many requests')
  expect(await runs(world)).toEqual([
    { cause: 'notifications', state: 'failed', error: 'Too many requests.' }
  ])
})

test('a run whose node was killed is ended by the node that goes on, and one over everything is not', async () => {
  const world = await startPipeline({ objects, pairs: [people] })
  await world.query(sql`
    insert into runs (org_id, connection_id, pair_id, lane, cause, page_cursor)
    select org_id, connection_id, pair_id, 2, cause, page from pairs,
      (values ('notifications', null), ('read', null), ('poll', '4000')) as r (cause, page)`)
  await world.query(sql`
    insert into runs (org_id, connection_id, pair_id, lane, cause) select org_id, connection_id, pair_id, 3, 'initial' from pairs`)
  await world.query(sql`update pairs set next_poll_at = 'infinity', next_read_at = 'infinity'`)
  await world.turn()
  const states = (await runs(world)).map((one) => `${one.cause} ${one.state}`)
  expect(states).toEqual(['notifications failed', 'read failed', 'poll done', 'initial running'])
})
