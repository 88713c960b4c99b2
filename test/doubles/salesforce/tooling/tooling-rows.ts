import { activeVersion, latestVersion } from '../metadata/flow/flow-record.ts'
import type { Held } from '../metadata/catalogue.ts'
import { textOf } from '../metadata/xml.ts'
import type { OrgState } from '../org-state.ts'
import type { Row } from '../store/row.ts'

/** The rows of a Tooling object, made from what the org holds at this moment. */
export const toolingRows: Readonly<Record<string, (org: OrgState) => Row[]>> = {
  FlowDefinition: ({ metadata }) =>
    metadata.catalogue.flows.map((flow) => ({
      Id: flow.id,
      DeveloperName: bare(flow.name, flow.namespace),
      MasterLabel: textOf(latestVersion(flow)?.xml, 'label') ?? null,
      Description: textOf(latestVersion(flow)?.xml, 'description') ?? null,
      ActiveVersionId: activeVersion(flow)?.id ?? null,
      LatestVersionId: latestVersion(flow)?.id ?? null,
      ...state(flow.namespace)
    })),
  Flow: ({ metadata }) =>
    metadata.catalogue.flows.flatMap((flow) =>
      flow.versions.map((version) => ({
        Id: version.id,
        DefinitionId: flow.id,
        VersionNumber: version.number,
        Status: version.status,
        ProcessType: version.graph.processType,
        MasterLabel: textOf(version.xml, 'label') ?? null,
        Description: textOf(version.xml, 'description') ?? null,
        CreatedDate: version.createdAt,
        CreatedById: version.createdBy,
        LastModifiedDate: version.createdAt,
        LastModifiedById: version.createdBy,
        SystemModstamp: version.createdAt,
        ...state(flow.namespace)
      }))
    ),
  WorkflowOutboundMessage: (org) =>
    org.metadata.catalogue.ofType('WorkflowOutboundMessage').map((held) => {
      const username = textOf(held.xml ?? undefined, 'integrationUser') ?? ''
      return {
        ...base(held),
        Name: bare(lastPart(held.fullName), held.namespace),
        FullName: held.fullName,
        EntityDefinitionId: held.fullName.split('.')[0] ?? '',
        ApiVersion: Number(textOf(held.xml ?? undefined, 'apiVersion')),
        EndpointUrl: textOf(held.xml ?? undefined, 'endpointUrl') ?? null,
        IntegrationUserId: org.people.find(username)?.id ?? null
      }
    }),
  ApexClass: ({ metadata }) =>
    metadata.catalogue.ofType('ApexClass').map((held) => {
      const body = new TextDecoder().decode(held.files.get(held.fileName))
      return {
        ...base(held),
        Name: bare(held.fullName, held.namespace),
        ApiVersion: Number(textOf(held.xml ?? undefined, 'apiVersion')),
        Status: textOf(held.xml ?? undefined, 'status') ?? 'Active',
        IsValid: true,
        Body: held.namespace === null ? body : '(hidden)', // managed code is not shown [V]
        LengthWithoutComments: body.length
      }
    }),
  CustomField: ({ metadata }) =>
    metadata.catalogue.ofType('CustomField').map((held) => ({
      ...base(held),
      DeveloperName: bare(lastPart(held.fullName), held.namespace).replace(/__c$/, ''),
      FullName: held.fullName,
      TableEnumOrId: held.fullName.split('.')[0] ?? ''
    })),
  CustomObject: ({ metadata }) =>
    metadata.catalogue
      .ofType('CustomObject')
      .filter(({ fullName }) => fullName.endsWith('__c'))
      .map((held) => ({
        ...base(held),
        DeveloperName: bare(held.fullName, held.namespace).replace(/__c$/, '')
      })),
  EntityDefinition: ({ schema }) =>
    [...schema.objects].map(({ spec }) => {
      const [namespace = null] = spec.name.split('__').length > 2 ? spec.name.split('__') : []
      return {
        Id: spec.name,
        DurableId: spec.name,
        QualifiedApiName: spec.name,
        DeveloperName: bare(spec.name, namespace).replace(/__\w+$/, ''),
        Label: spec.label,
        PluralLabel: spec.labelPlural,
        KeyPrefix: spec.keyPrefix,
        NamespacePrefix: namespace,
        IsCustomizable: true,
        IsQueryable: true
      }
    })
}

const lastPart = (fullName: string) => fullName.split('.').at(-1) ?? ''
const bare = (name: string, namespace: string | null) =>
  namespace !== null && name.startsWith(`${namespace}__`) ? name.slice(namespace.length + 2) : name

const state = (namespace: string | null) => ({
  NamespacePrefix: namespace,
  ManageableState: namespace === null ? 'unmanaged' : 'installed'
})

const base = (held: Held) => ({
  Id: held.id,
  CreatedDate: held.createdAt,
  CreatedById: held.createdBy,
  LastModifiedDate: held.changedAt,
  LastModifiedById: held.changedBy,
  SystemModstamp: held.changedAt,
  ...state(held.namespace)
})
