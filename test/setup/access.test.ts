import { expect, test } from 'vitest'
import type { LineSpec } from '../../middleware/connectors/connector.ts'
import type { AccessField } from '../../middleware/salesforce/permissionable.ts'
import { accessSetFiles } from '../../middleware/setup/access-set.ts'
import { accessOf } from '../../middleware/setup/access.ts'
import { contactPair } from './world.ts'

const field = (name: string, rest: Partial<AccessField> = {}): AccessField => ({
  name, permissionable: true, calculated: false, createable: true, updateable: true, relationshipName: null, referenceTo: [], ...rest
}) // prettier-ignore
const line = (salesforce: string, direction: LineSpec['direction']): LineSpec => ({
  salesforce: [salesforce], external: salesforce.toLowerCase(), direction, blank: 'propagate'
}) // prettier-ignore
const contact = [
  field('LastName', { permissionable: false }),
  field('Email'),
  field('Phone'),
  field('Total__c', { calculated: true, createable: false, updateable: false }),
  field('AccountId', { relationshipName: 'Account', referenceTo: ['Account'] })
]
const described = new Map([['Contact', contact]])
const lines = [line('LastName', 'both'), line('Email', 'both'), line('Phone', 'toExternal'), line('Total__c', 'both'), line('Account.Industry', 'toExternal'), line('Own__c', 'toSalesforce'), line('bothways__Own__c', 'both'), line('Hidden__c', 'both')] // prettier-ignore
const own = new Set(['Own__c'])

test('fields are readable where they are read, editable where they are written, and no more', () => {
  const [first, parent, ...more] = accessOf([contactPair({ lines })], described, own)
  expect(more).toEqual([])
  expect(first).toEqual({
    object: 'Contact', create: true, edit: true, remove: false,
    fields: [
      { name: 'Email', editable: true }, // kept in step both ways
      { name: 'Phone', editable: false }, // only read
      { name: 'Total__c', editable: false }, // calculated
      { name: 'AccountId', editable: false }, // leads to the account
      { name: 'Hidden__c', editable: true } // not seen yet, which is why it needs a permission
    ]
  })
  expect(parent).toEqual({ object: 'Account', create: false, edit: false, remove: false, fields: [{ name: 'Industry', editable: false }] })
}) // prettier-ignore

test('required fields, system fields and the package’s own fields are never listed', () => {
  const names =
    accessOf([contactPair({ lines: [...lines, line('Id', 'toExternal'), line('FirstName', 'both')] })], new Map(), own) // prettier-ignore
      .flatMap((one) => one.fields.map((each) => each.name))
  for (const name of ['LastName', 'FirstName', 'Id', 'Own__c', 'bothways__Own__c']) expect(names).not.toContain(name) // prettier-ignore
})

test('an object that is only read gets no right to change it; one that is deleted in gets the right to all of it', () => {
  const policy = contactPair().policy
  const read = contactPair({ lines: [line('Email', 'toExternal')], policy: { ...policy, create: { toExternal: true, toSalesforce: false }, update: { toExternal: true, toSalesforce: false } } }) // prettier-ignore
  expect(accessOf([read], described)[0]).toMatchObject({ create: false, edit: false, remove: false })
  const removing = contactPair({
    policy: { ...policy, remove: { toExternal: 'never', toSalesforce: 'delete' } }
  })
  const files = accessSetFiles(accessOf([removing], described))
  expect(files['permissionsets/Bothways_Org_Access.permissionset']).toMatch(/<allowDelete>true[^]*<modifyAllRecords>true/) // prettier-ignore
  expect(files['permissionsets/Bothways_Callout_Access.permissionset']).toContain('<object>UserExternalCredential</object>') // prettier-ignore
})
