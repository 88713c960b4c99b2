import type { OrgState } from '../org-state.ts'
import type { XmlElement } from './xml.ts'

/** One operation: its element, who calls, on which version (`65`). */
export interface MetadataCall {
  readonly org: OrgState
  readonly userId: string
  readonly operation: XmlElement
  readonly version: number
}
