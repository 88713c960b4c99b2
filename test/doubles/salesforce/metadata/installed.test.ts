import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { errorOf, query, rest } from '../test-client.ts'
import { connect, file } from './metadata-fixture.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'installed-'))
afterAll(() => rmSync(folder, { recursive: true }))

const put = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), text)
}
const setting = (visibility: string) =>
  file(
    'CustomObject',
    `<customSettingsType>Hierarchy</customSettingsType><label>Key</label><visibility>${visibility}</visibility>`
  )
const value = file('CustomField', '<label>Value</label><length>80</length><type>Text</type>')
put('objects/Key__c/Key__c.object-meta.xml', setting('Protected'))
put('objects/Key__c/fields/Value__c.field-meta.xml', value)
put('objects/Open__c/Open__c.object-meta.xml', setting('Public'))
const type = (visibility: string) =>
  file(
    'CustomObject',
    `<label>Rule</label><pluralLabel>Rules</pluralLabel><visibility>${visibility}</visibility>`
  )
put('objects/Rule__mdt/Rule__mdt.object-meta.xml', type('PackageProtected'))
put('objects/Shown__mdt/Shown__mdt.object-meta.xml', type('Public'))
for (const own of [true, false]) {
  const body = `<label>One</label><protected>${own}</protected>`
  put(`customMetadata/Shown.${own ? 'Kept' : 'Told'}.md-meta.xml`, file('CustomMetadata', body))
}

/** What anybody can find of the settings: names of the global describe, and refusals or `found`. */
async function foundIn(org: Org, prefix: string) {
  const names = ['Key__c', 'Open__c', 'Rule__mdt', 'Shown__mdt'].map((name) => prefix + name)
  const { sobjects } = (await rest(org, 'GET', '/sobjects')).body as { sobjects: { name: string }[] }
  const asked = await Promise.all(
    names.map((name) => rest(org, 'GET', `/query?q=SELECT+Id+FROM+${name}`).then(({ status }) => status))
  )
  const { metadata } = connect(org)
  const listed = await metadata.list([
    { type: 'CustomObject' },
    { type: 'CustomField' },
    { type: 'CustomMetadata' }
  ])
  return {
    described: sobjects.map(({ name }) => name).filter((name) => names.includes(name)),
    asked,
    listed: [listed].flat().map(({ fullName }) => fullName.replaceAll(prefix, '')).sort() // prettier-ignore
  }
}

test('deployed settings are open; of an installed package protected ones are nobody’s to see', async () => {
  const deployed = await startOrg({ source: folder })
  const installed = await startOrg({ source: folder, installed: 'bothways' })
  const open = await startOrg({ source: folder, installed: 'bothways', switches: { fieldSecurity: 'open' } })
  try {
    expect(await foundIn(deployed, '')).toEqual({
      described: ['Key__c', 'Open__c', 'Rule__mdt', 'Shown__mdt'],
      asked: [200, 200, 200, 200],
      listed: ['Key__c', 'Key__c.Value__c', 'Open__c', 'Rule__mdt', 'Shown.Kept', 'Shown.Told', 'Shown__mdt']
    })
    for (const org of [installed, open]) {
      expect(await foundIn(org, 'bothways__')).toEqual({
        described: ['bothways__Open__c', 'bothways__Shown__mdt'],
        asked: [400, 200, 400, 200],
        listed: ['Open__c', 'Shown.Told', 'Shown__mdt']
      })
      expect(errorOf(await rest(org, 'POST', '/sobjects/bothways__Key__c', {}))).toMatch(/^NOT_FOUND/)
      expect((await query(org, 'SELECT Id FROM bothways__Open__c')).totalSize).toBe(0)
    }
  } finally {
    await Promise.all([deployed, installed, open].map((org) => org.close()))
  }
})
