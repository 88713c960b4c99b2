import '../../support/pipeline.ts'
import { expect, test } from 'vitest'
import { asAdmin, asOrg } from '../../support/api.ts'
import { startWorld } from '../../support/world.ts'

interface Found {
  readonly records: readonly { readonly salesforceId: string; readonly name: string }[]
}

test('an administrator finds records by the beginning of a name or e-mail address, and reads one as the sync user sees it', async () => {
  const world = await startWorld({ seed: 20 })
  const orgId = (
    await world
      .middleware()
      .engine.db.withOrg(1, (tx) => tx.selectFrom('orgs').select('sf_org_id').executeTakeFirstOrThrow())
  ).sf_org_id
  const admin = await asAdmin(world.middleware(), orgId)
  const id = await world.create({ LastName: 'O’Neill-Śmietana', FirstName: 'Ewa', Email: 'ewa.smietana@example.com', DoNotCall: true, MailingCity: 'Gdańsk', MailingStreet: 'Długa 1' }) // prettier-ignore

  const find = async (text: string) =>
    (await admin('GET', `/records?object=Contact&text=${encodeURIComponent(text)}`)).body as Found
  for (const text of ['Śmiet', 'ewa.smietana@example.com', 'O’Neill-Śmietana'])
    expect((await find(text)).records).toMatchObject([{ name: 'Ewa O’Neill-Śmietana', email: 'ewa.smietana@example.com' }]) // prettier-ignore
  expect((await find('"} RETURNING User(Id')).records).toEqual([])
  expect(((await admin('GET', '/records?object=Contact')).body as Found).records[0]?.salesforceId).toBe(id)
  expect(((await admin('GET', '/records?object=Account&limit=3')).body as Found).records).toHaveLength(3)
  expect((await admin('GET', '/records?object=User')).status).toBe(422)

  const page = (fields: string, record = id) => admin('GET', `/records/${record}/page?fields=${fields}`)
  const { body } = await page('Name,Email,DoNotCall,OwnerId,MailingAddress,CreatedDate,NoSuch__c')
  expect(body).toMatchObject({ salesforceId: id, object: 'Contact', objectLabel: 'Contact', name: 'Ewa O’Neill-Śmietana' }) // prettier-ignore
  const { fields } = body as {
    fields: { name: string; type: string; value: string | null; text: string | null }[]
  }
  expect(fields.map(({ name }) => name)).toEqual(['Name', 'Email', 'DoNotCall', 'OwnerId', 'MailingAddress', 'CreatedDate']) // prettier-ignore
  expect(fields[2]).toMatchObject({ type: 'boolean', value: 'true' })
  expect(fields[3]?.type).toBe('reference')
  expect(fields[3]?.text).toMatch(/^[A-Z]\w+ \w+/)
  expect(fields[4]).toMatchObject({ type: 'address', text: 'Długa 1\nGdańsk' })

  expect((await page('Name', '003000000000000AAA')).status).toBe(404)
  expect((await page('Name', '005000000000000AAA')).status).toBe(404)
  expect((await page('Name;drop')).status).toBe(422)
})

test('records are read for administrators alone, of the org that they name', async () => {
  const world = await startWorld({ seed: 5 })
  const org = await asOrg(world.middleware(), 1)
  expect((await org('GET', '/records?object=Contact')).status).toBe(403)
  const nobody = await asAdmin(world.middleware())
  expect((await nobody('GET', '/records?object=Contact')).body).toMatchObject({ status: 422, code: 'no-org' })
})
