import { z } from 'zod'
import { parsed } from './query.ts'
import type { Session } from './session.ts'
import { quoted } from './soql.ts'

const version = z.object({ Id: z.string(), VersionNumber: z.number() })
const definition = z.object({ Id: z.string(), DeveloperName: z.string(), ActiveVersionId: z.string().nullish(), LatestVersionId: z.string().nullish() }) // prettier-ignore
const message = z.object({
  FullName: z.string().nullish(),
  Name: z.string(),
  EndpointUrl: z.string().nullish(),
  IntegrationUserId: z.string().nullish()
})

/** A flow with all its versions; each deployment makes one more. */
export interface FlowState {
  readonly id: string
  readonly name: string
  readonly activeId: string | null
  /** The oldest first. */
  readonly versions: readonly { readonly id: string; readonly number: number }[]
}

async function rows<T>(session: Session, soql: string, of: z.ZodType<T>): Promise<T[]> {
  const { body } = await session.request({ method: 'GET', path: '/tooling/query', query: { q: soql } })
  return parsed(z.object({ records: z.array(of) }), body, 'a Tooling query').records
}
const among = (names: readonly string[]) => `(${names.map(quoted).join(', ')})`

/** The flows of these names that the org has. Needs View Setup. */
export async function flowStates(session: Session, names: readonly string[]): Promise<FlowState[]> {
  if (names.length === 0) return []
  const found = await rows(session, `SELECT Id, DeveloperName, ActiveVersionId, LatestVersionId FROM FlowDefinition WHERE DeveloperName IN ${among(names)}`, definition) // prettier-ignore
  return Promise.all(
    found.map(async ({ Id, DeveloperName, ActiveVersionId }) => {
      const versions = await rows(session, `SELECT Id, VersionNumber FROM Flow WHERE DefinitionId = ${quoted(Id)} ORDER BY VersionNumber`, version) // prettier-ignore
      return {
        id: Id, name: DeveloperName, activeId: ActiveVersionId ?? null,
        versions: versions.map((one) => ({ id: one.Id, number: one.VersionNumber }))
      } // prettier-ignore
    })
  )
}

/** Where a message goes, and as whom it is sent; null where the org does not tell. */
export interface MessageState {
  readonly endpointUrl: string | null
  readonly userId: string | null
}

/** The messages of these names that the org has. */
export async function messageStates(
  session: Session,
  names: readonly string[]
): Promise<ReadonlyMap<string, MessageState>> {
  if (names.length === 0) return new Map()
  const found = await rows(session, `SELECT Name, EndpointUrl, IntegrationUserId FROM WorkflowOutboundMessage WHERE Name IN ${among(names)}`, message) // prettier-ignore
  return new Map(found.map((one) => [one.Name, { endpointUrl: one.EndpointUrl ?? null, userId: one.IntegrationUserId ?? null }])) // prettier-ignore
}

/** Makes a version the active one; 0: none. Needs Manage Flow. */
export async function activateVersion(session: Session, flowId: string, number: number): Promise<void> {
  const body = { Metadata: { activeVersionNumber: number } }
  await session.request({ method: 'PATCH', path: `/tooling/sobjects/FlowDefinition/${flowId}`, body })
}

/** An active version can't be deleted. */
export async function deleteVersion(session: Session, versionId: string): Promise<void> {
  await session.request({ method: 'DELETE', path: `/tooling/sobjects/Flow/${versionId}` })
}
