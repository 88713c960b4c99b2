import { expect, test } from 'vitest'
import { startOrg } from '../doubles/salesforce/index.ts'
import { connect } from '../doubles/salesforce/metadata/metadata-fixture.ts'

const fields = ['Contact_Id', 'Score', 'Tags', 'Email_Opt_Out', 'Phone_Opt_Out', 'State', 'Last_Visit']
const objects = ['Account', 'Contact', 'Lead']

test.each([
  ['deployed', undefined, ''],
  ['installed as a package', 'bothways', 'bothways__']
])(
  '%s, the org has the fields, layouts, pages, permission sets and credentials of force-app',
  async (_, installed, prefix) => {
    const org = await startOrg({
      source: 'force-app',
      ...(installed !== undefined && { installed }),
      switches: { translationWorkbench: true }
    })
    try {
      const { metadata } = connect(org)
      const named = async (type: string) =>
        [await metadata.list([{ type }])]
          .flat()
          .map(({ fullName }) => fullName)
          .sort()
      expect(await named('CustomField')).toEqual(
        expect.arrayContaining(
          objects.flatMap((object) => fields.map((name) => `${object}.${prefix}SALESmanago_${name}__c`))
        )
      )
      expect(await named('ApexPage')).toEqual(
        objects.flatMap((object) => [`${prefix}${object}Panel`, `${prefix}${object}Sync`])
      )
      expect(await named('NamedCredential')).toEqual([`${prefix}Bothways`])
      expect(await named('ExternalCredential')).toEqual([`${prefix}Bothways`])
      expect(await named('WebLink')).toEqual(objects.map((object) => `${object}.${prefix}Bothways_Sync`))
      expect(await named('PermissionSet')).toEqual(
        ['Admin', 'Integration', 'User'].map((name) => `${prefix}Bothways_${name}`)
      )
      expect(await named('Layout')).toEqual(
        objects.map((object) => `${object}-${prefix}SALESmanago ${object} Layout`)
      )
      expect(await named('CustomTab')).toEqual([`${prefix}Synchronization`])
      expect(await named('CustomApplication')).toEqual([`${prefix}Bothways`])
      expect(await named('QuickAction')).toEqual(objects.map((object) => `${object}.${prefix}Sync_Now`))
      expect(await named('FlexiPage')).toEqual(objects.map((object) => `${prefix}${object}_Record_Page`))
      expect(await named('CustomPermission')).toEqual([`${prefix}Bothways_Manage`, `${prefix}Bothways_Use`])
    } finally {
      await org.close()
    }
  }
)
