import type { OrgState } from '../org-state.ts'
import { siteElement, sites } from './apply/csp-trusted-site.ts'
import type { Held } from './catalogue.ts'
import { fileOf } from './component.ts'
import { activeVersion, latestVersion } from './flow/flow-record.ts'
import type { FlowRecord, FlowVersion } from './flow/flow-record.ts'
import { element, textOf } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** Everything the org holds of one type; flows and trusted sites, kept elsewhere, included. */
export function listed(org: OrgState, type: string): Held[] {
  const { catalogue } = org.metadata
  if (type === 'Flow') {
    return catalogue.flows.flatMap((flow) => ofFlow(flow, type, (version) => version.xml))
  }
  if (type === 'FlowDefinition')
    return catalogue.flows.flatMap((flow) => ofFlow(flow, type, () => definition(flow)))
  if (type === 'CspTrustedSite') return trustedSites(org)
  return catalogue.ofType(type).filter((held) => !isConcealed(org, held))
}

/** What an installed package keeps to itself: protected settings with their fields, and protected records. */
function isConcealed({ schema }: OrgState, { type, fullName, namespace, xml }: Held): boolean {
  if (namespace === null) return false
  if (type === 'CustomMetadata' && textOf(xml ?? undefined, 'protected') === 'true') return true
  const [name = ''] = fullName.split('.')
  const object = schema.object(type === 'CustomMetadata' ? `${name}__mdt` : name)
  return object?.spec.concealed === true
}

const noFiles: Held['files'] = new Map()

/** A flow is shown as its active version, else as its latest [K]. */
function ofFlow(flow: FlowRecord, type: string, xmlOf: (shown: FlowVersion) => XmlElement): Held[] {
  const [first] = flow.versions
  const shown = activeVersion(flow) ?? latestVersion(flow)
  if (!first || !shown) return []
  return [
    {
      type,
      fullName: flow.name,
      fileName: fileOf(type, flow.name) ?? '',
      xml: xmlOf(shown),
      files: noFiles,
      id: flow.id,
      createdAt: first.createdAt,
      createdBy: first.createdBy,
      changedAt: shown.createdAt,
      changedBy: shown.createdBy,
      namespace: flow.namespace
    }
  ]
}

function definition(flow: FlowRecord): XmlElement {
  const number = activeVersion(flow)?.number
  return element(
    'FlowDefinition',
    number === undefined ? [] : [element('activeVersionNumber', String(number))]
  )
}

function trustedSites(org: OrgState): Held[] {
  const type = 'CspTrustedSite'
  return sites(org).map((row) => ({
    type,
    fullName: String(row['DeveloperName']),
    fileName: fileOf(type, String(row['DeveloperName'])) ?? '',
    xml: siteElement(row),
    files: noFiles,
    id: row.Id,
    createdAt: Number(row['CreatedDate']),
    createdBy: String(row['CreatedById']),
    changedAt: Number(row['LastModifiedDate']),
    changedBy: String(row['LastModifiedById']),
    namespace: null
  }))
}

/** What `listMetadata` and a retrieve say of a component. */
export function fileProperties(org: OrgState, held: Held): object {
  const nameOf = (id: string) => String(org.database.find(id)?.['Name'] ?? '')
  return {
    createdById: held.createdBy,
    createdByName: nameOf(held.createdBy),
    createdDate: new Date(held.createdAt).toISOString(),
    fileName: held.fileName,
    fullName: held.fullName,
    id: held.id,
    lastModifiedById: held.changedBy,
    lastModifiedByName: nameOf(held.changedBy),
    lastModifiedDate: new Date(held.changedAt).toISOString(),
    manageableState: held.namespace === null ? 'unmanaged' : 'installed',
    ...(held.namespace !== null && { namespacePrefix: held.namespace }),
    type: held.type
  }
}
