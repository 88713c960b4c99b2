import type { XmlElement } from '../xml.ts'
import type { FlowGraph } from './flow-graph.ts'

export type FlowStatus = 'Active' | 'Draft' | 'Obsolete'

/** One version. Deploying a flow adds one; it never changes one that is there [V: versions accumulate]. */
export interface FlowVersion {
  /** `301…` */
  readonly id: string
  readonly number: number
  readonly status: FlowStatus
  readonly xml: XmlElement
  readonly graph: FlowGraph
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly createdBy: string
}

/** A flow with all its versions, the oldest first. Replaced whole when something changes. */
export interface FlowRecord {
  /** `300…` */
  readonly id: string
  readonly name: string
  readonly versions: readonly FlowVersion[]
  readonly namespace: string | null
}

export const activeVersion = ({ versions }: FlowRecord): FlowVersion | undefined =>
  versions.find(({ status }) => status === 'Active')

export const latestVersion = ({ versions }: FlowRecord): FlowVersion | undefined => versions.at(-1)

/** The flow with a version more. An active one makes the version that was active obsolete; a draft changes nothing. */
export function withVersion(flow: FlowRecord, version: FlowVersion): FlowRecord {
  const retire = (each: FlowVersion): FlowVersion =>
    each.status === 'Active' && version.status === 'Active' ? { ...each, status: 'Obsolete' } : each
  return { ...flow, versions: [...flow.versions.map(retire), version] }
}

/** The flow with this version active, or none for 0. Answers undefined when there is no such version. */
export function activated(flow: FlowRecord, number: number): FlowRecord | undefined {
  if (number !== 0 && !flow.versions.some((version) => version.number === number)) return undefined
  const versions = flow.versions.map((version): FlowVersion => {
    if (version.number === number) return { ...version, status: 'Active' }
    return version.status === 'Active' ? { ...version, status: 'Obsolete' } : version
  })
  return { ...flow, versions }
}
