import { ApiError } from '../errors.ts'
import type { XmlElement } from './xml.ts'
import { containerOf, pathOf, typeNamed } from './types.ts'

export type Files = ReadonlyMap<string, Uint8Array>

/** One named piece of metadata, as a package brings it or the org holds it. */
export interface Component {
  /** `CustomField` */
  readonly type: string
  /** `Contact.Score__c` */
  readonly fullName: string
  /** Path inside the package, `objects/Contact.object`. */
  readonly fileName: string
  /** Its own element; null for bundles, whose files are kept as they are. */
  readonly xml: XmlElement | null
  /** Files kept as they came: code and bundles, by path inside the package. */
  readonly files: Files
}

/** A refusal of one component, in Salesforce's words. */
export class ComponentProblem extends Error {
  override readonly name = 'ComponentProblem'
  readonly type: 'Error' | 'Warning'
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(
    message: string,
    at: { line?: number; column?: number } = {},
    type: 'Error' | 'Warning' = 'Error'
  ) {
    super(message)
    this.type = type
    this.line = at.line
    this.column = at.column
  }
}

/** Refusals of the record layer are problems of the component that caused them. */
export const asProblem = (error: unknown): unknown =>
  error instanceof ApiError ? new ComponentProblem(error.message) : error

export const keyOf = (type: string, fullName: string): string => `${type}:${fullName}`.toLowerCase()

/** Where a component of this name lies in a package; undefined for types the org does not know. */
export function fileOf(type: string, fullName: string): string | undefined {
  const own = typeNamed(type)
  if (own) return pathOf(own, fullName)
  const container = containerOf(type)
  if (!container) return undefined
  const file = container.type.flat ? 'CustomLabels' : (fullName.split('.')[0] ?? '')
  return pathOf(container.type, file)
}
