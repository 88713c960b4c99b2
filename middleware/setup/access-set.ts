import type { Connector } from '../connectors/connector.ts'
import { accessOf, fieldsOf, type ObjectAccess } from './access.ts'
import { describeAll } from '../salesforce/permissionable.ts'
import { manifest, metadataFile, zipOf } from '../salesforce/metadata-xml.ts'
import { SetupError, type Setup } from './setup.ts'
import { syncSession } from './sync-user.ts'
import { connectionsOf } from './wanted.ts'

export const accessSetFile = 'bothways-access-set.zip'

/** A permission set, not of the package, with what the mappings of an org read and write, and no more. */
export async function exportAccessSet(setup: Setup, orgId: number): Promise<Uint8Array> {
  const stored = await connectionsOf(setup, orgId)
  const pairs = stored.flatMap((one) => one.pairs.map((pair) => pair.spec))
  if (pairs.length === 0)
    throw new SetupError('Nothing is mapped yet, so there is nothing to give access to.', 'Connect a system and save its mapping first.') // prettier-ignore
  const session = await syncSession(setup, orgId)
  const described = await describeAll(session, [...new Set(pairs.map((pair) => pair.salesforce))])
  return zipOf(accessSetFiles(accessOf(pairs, described, ownFields(setup.engine.connectors))))
}

/** Fields that the package brings, by the names connectors use: its own permission set gives access to them. */
const ownFields = (connectors: readonly Connector[]): ReadonlySet<string> =>
  new Set(connectors.flatMap(({ pairs }) => pairs.flatMap(fieldsOf)).filter((name) => name.endsWith('__c')))

/** Two sets: what the sync user does, and what everybody needs whose clicks call the middleware. No licence is named, so that any user can take them. */
export function accessSetFiles(objects: readonly ObjectAccess[]): Readonly<Record<string, string>> {
  const fields = objects.flatMap(({ object, fields }) =>
    fields.map(({ name, editable }) => ({ editable, field: `${object}.${name}`, readable: true }))
  )
  const org = metadataFile('PermissionSet', {
    description: 'Made by Bothways from the mappings of this org: what the sync user reads and writes.',
    fieldPermissions: fields.sort((a, b) => (a.field < b.field ? -1 : 1)),
    hasActivationRequired: false,
    label: 'Bothways Org Access',
    objectPermissions: objects.map(({ object, create, edit, remove }) => ({
      allowCreate: create, allowDelete: remove, allowEdit: edit, allowRead: true,
      modifyAllRecords: remove, object, viewAllRecords: true
    })),
    userPermissions: { enabled: true, name: 'ApiEnabled' }
  }) // prettier-ignore
  const callers = metadataFile('PermissionSet', {
    description: 'Made by Bothways: lets a user make calls through the credential of the package.',
    hasActivationRequired: false,
    label: 'Bothways Callout Access',
    objectPermissions: {
      allowCreate: false, allowDelete: false, allowEdit: false, allowRead: true,
      modifyAllRecords: false, object: 'UserExternalCredential', viewAllRecords: false
    }
  }) // prettier-ignore
  return {
    'package.xml': manifest({ PermissionSet: ['Bothways_Org_Access', 'Bothways_Callout_Access'] }),
    'permissionsets/Bothways_Org_Access.permissionset': org,
    'permissionsets/Bothways_Callout_Access.permissionset': callers
  }
}
