import { expect, test } from 'vitest'
import { pressRecords } from '../../middleware/database/inbox.ts'
import { unlink } from '../../middleware/database/links.ts'
import { eventually } from '../support/eventually.ts'
import {
  admin,
  anna,
  askForPhone,
  both,
  inSalesforce,
  lookOutside,
  mergeInSalesforce,
  startWithAnna
} from '../support/two-way.ts'
import { startWorld } from '../support/world.ts'

test('an edit outside comes to Salesforce, and its echo writes nothing back', async () => {
  const { world, id } = await startWithAnna()

  world.double.control({ edit: { contact: { email: anna.Email, phone: '+48600700800' } } })
  const writes = { ...world.double.seen.calls }
  await lookOutside(world)
  expect(await inSalesforce(world, id)).toMatchObject({ Phone: '+48600700800', LastName: 'Nowak' })
  await pressRecords(world.middleware().engine.db, { orgId: 1, connectionId: 1 }, 'Contact', [id])
  await world.settled()
  await lookOutside(world)
  expect(world.double.seen.calls['/contact/batchupsert']).toBe(writes['/contact/batchupsert'])
  expect(world.double.seen.calls['/contact/upsert']).toBe(writes['/contact/upsert'])
})

test('edits of different fields on both sides at once are both kept', async () => {
  const { world, id } = await startWithAnna()

  world.double.control({ edit: { contact: { email: anna.Email, fax: '+48221112233' } } })
  await world.edit(id, { Phone: '+48600700800', Title: 'Buyer' })
  await eventually(() => world.outside(id), (found) => found?.phone === '+48600700800') // prettier-ignore
  await lookOutside(world)
  expect(world.outside(id)).toMatchObject({ phone: '+48600700800', fax: '+48221112233' })
  expect(await inSalesforce(world, id)).toMatchObject({ Phone: '+48600700800', Fax: '+48221112233' })
})

test('somebody new outside becomes a contact in Salesforce once, and is linked', async () => {
  const world = await startWorld({ pairs: [both()] })
  await world.initialSync()
  world.double.control({ edit: { contact: { email: 'jan@example.com', name: 'Jan Maria Kowal' } } })
  await lookOutside(world)
  const rows = await admin(world).query<{ Id: string }>("select Id, FirstName, LastName from Contact where Email = 'jan@example.com'") // prettier-ignore
  expect(rows.records).toMatchObject([{ FirstName: 'Jan Maria', LastName: 'Kowal' }])
  await lookOutside(world)
  const id = rows.records[0]?.Id ?? ''
  await pressRecords(world.middleware().engine.db, { orgId: 1, connectionId: 1 }, 'Contact', [id])
  await eventually(() => world.outside(id), (found) => found?.email === 'jan@example.com') // prettier-ignore
  expect(world.double.contacts()).toHaveLength(1)
})

test('a conflict that nobody may decide is held with both values, and the rest of the record flows', async () => {
  const { world, id } = await startWithAnna(both({}, askForPhone))
  world.double.control({ edit: { contact: { email: anna.Email, phone: '+48111111111' } } })
  await world.edit(id, { Phone: '+48222222222', Title: 'Buyer' })
  const issues = await eventually(() => world.issues(), (open) => open.length > 0) // prettier-ignore
  expect(issues).toMatchObject([{ line: 'phone', code: 'conflict', sfId: id }])
  await eventually(() => JSON.stringify(world.outside(id)?.properties), (details) => details.includes('Buyer')) // prettier-ignore
  expect(world.outside(id)?.phone).toBe('+48111111111')
  expect(await inSalesforce(world, id)).toMatchObject({ Phone: '+48222222222' })
})

test('records that were unlinked by hand are left alone by both sides', async () => {
  const { world, id } = await startWithAnna()
  await unlink(world.middleware().engine.db, 1, 1, id)
  await world.edit(id, { Phone: '+48999999999' })
  await world.settled()
  world.double.control({ edit: { contact: { email: anna.Email, fax: '+48221112233' } } })
  await lookOutside(world)
  expect(world.outside(id)?.phone).toBe(anna.Phone)
  expect(await inSalesforce(world, id)).toMatchObject({ Fax: null })
})

test('a merge in Salesforce takes the link along, and what was folded into the winner arrives outside', async () => {
  const world = await startWorld({ pairs: [both()] })
  const loser = await world.create(anna)
  await eventually(() => world.outside(loser), (found) => found !== undefined) // prettier-ignore
  const winner = await world.create({ LastName: 'Nowak', Title: 'Chair' })
  await world.initialSync()
  await world.settled()
  await mergeInSalesforce(world, winner, loser)
  expect(world.double.contacts()).toHaveLength(1)
})
