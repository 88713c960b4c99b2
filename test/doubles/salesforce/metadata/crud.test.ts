import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { asUser, query, rest } from '../test-client.ts'
import { connect } from './metadata-fixture.ts'

let org: Org
beforeEach(async () => {
  org = await startOrg()
})
afterEach(() => org.close())

const field = (fullName: string, more: object = {}) => ({
  fullName,
  label: 'Height',
  type: 'Text',
  length: 40,
  ...more
})

test('jsforce creates, reads, updates, upserts and deletes a field', async () => {
  const { metadata } = connect(org)
  const created = await metadata.create('CustomField', field('Contact.Height__c'))
  expect(created).toMatchObject({ fullName: 'Contact.Height__c', success: true })
  expect((await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Oak', Height__c: 'tall' })).status).toBe(
    201
  )
  expect(await metadata.read('CustomField', 'Contact.Height__c')).toMatchObject(
    field('Contact.Height__c', { length: 40 })
  )

  const again = await metadata.create('CustomField', field('Contact.Height__c'))
  expect(again).toMatchObject({ success: false, errors: [{ statusCode: 'DUPLICATE_DEVELOPER_NAME' }] })
  const wider = await metadata.update('CustomField', [field('Contact.Height__c', { length: 80 })])
  expect(wider).toMatchObject([{ success: true }])
  const described = await connect(org).describe('Contact')
  expect(described.fields.find(({ name }) => name === 'Height__c')?.length).toBe(80)
  expect(await metadata.update('CustomField', field('Contact.Width__c'))).toMatchObject({ success: false })
  expect(await metadata.upsert('CustomField', field('Contact.Width__c'))).toMatchObject({
    success: true,
    created: true
  })

  expect(await metadata.delete('CustomField', 'Contact.Height__c')).toMatchObject({ success: true })
  await expect(query(org, 'SELECT Height__c FROM Contact')).rejects.toThrow('No such column')
  const gone = await metadata.delete('CustomField', ['Contact.Height__c'])
  expect(gone).toMatchObject([{ success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] }])
})

test('an object is created and read with its fields', async () => {
  const { metadata } = connect(org)
  const made = await metadata.create('CustomObject', [
    {
      fullName: 'Tree__c',
      label: 'Tree',
      pluralLabel: 'Trees',
      nameField: { type: 'Text', label: 'Tree Name' },
      deploymentStatus: 'Deployed',
      sharingModel: 'ReadWrite',
      fields: [{ fullName: 'Rings__c', label: 'Rings', type: 'Number', precision: 5, scale: 0 }]
    }
  ])
  expect(made).toMatchObject([{ fullName: 'Tree__c', success: true }])
  expect((await rest(org, 'POST', '/sobjects/Tree__c', { Name: 'Oak', Rings__c: 80 })).status).toBe(201)
  const [tree] = await metadata.read('CustomObject', ['Tree__c'])
  expect(tree).toMatchObject({ fullName: 'Tree__c', label: 'Tree', fields: [{ fullName: 'Rings__c' }] })
})

test('a component that a deployment would refuse is refused in its words, and leaves nothing', async () => {
  const { metadata } = connect(org)
  const saved = await metadata.create('CustomField', field('Contact.Two__Bars__c'))
  expect(saved).toMatchObject({ fullName: 'Contact.Two__Bars__c', success: false })
  await expect(query(org, 'SELECT Two__Bars__c FROM Contact')).rejects.toThrow('No such column')
  const many = Array.from({ length: 11 }, (_, i) => field(`Contact.F${i}__c`))
  await expect(metadata.create('CustomField', many)).rejects.toThrow('LIMIT_EXCEEDED')
  const { username } = org.credentials.soap
  const { accessToken } = await asUser(org, username)
  const plain = connect(org, accessToken).metadata
  await expect(plain.read('CustomField', 'Contact.F1__c')).rejects.toThrow('INSUFFICIENT_ACCESS')
})
