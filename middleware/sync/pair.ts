import type { FieldSpec, LineSpec, ObjectSpec, PairSpec } from '../connectors/connector.ts'

/** A pair as a connection runs it: its rules, and the declaration of the external object they speak of. */
export interface Pair {
  readonly pairId: number
  readonly rev: number
  readonly spec: PairSpec
  readonly object: ObjectSpec
  /** In the order of the revision: the position of a line is its position in the bases. */
  readonly lines: readonly Line[]
}

/** A mapped line. Its name is the external field's, which a pair maps at most once. */
export interface Line {
  readonly name: string
  readonly spec: LineSpec
  readonly field: FieldSpec
  /** The external field exists only while it holds something (`ObjectSpec.openFields`). */
  readonly open: boolean
  /** A Salesforce record can't be made without it, whatever the org. */
  readonly salesforceRequired?: true
  /** The external field that names a person who has no name there, where the line writes the LastName that Salesforce demands. */
  readonly standsInFrom?: string
  /** The org does not have its field: it rests, and the rest of the record flows. */
  readonly absent?: true
  /** The folded text that says where a record was put, and nothing about it. */
  readonly countsAsBlank?: string
}

/** Thrown when a mapping document speaks of what the connector does not have. The message names the line. */
export class MappingError extends Error {
  override readonly name = 'MappingError'
}

/** Joins a pair's rules with the connector's declaration. Throws `MappingError`. */
export function createPair(
  pairId: number,
  rev: number,
  spec: PairSpec,
  object: ObjectSpec | undefined,
  absent: ReadonlySet<string> = new Set()
): Pair {
  if (object === undefined)
    throw new MappingError(`${spec.name}: there is no external object "${spec.external}".`)
  const names = spec.lines.map((line) => line.external)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new MappingError(`${spec.name}: "${twice}" is mapped twice.`)
  const lines = spec.lines.map((line) => ({
    ...fieldOf(spec, object, line),
    name: line.external,
    spec: line,
    open: object.fields[line.external] === undefined,
    ...(isDemanded(spec.salesforce, line) && { salesforceRequired: true as const }),
    ...(absent.has(line.external) && { absent: true as const })
  }))
  return { pairId, rev, spec, object, lines }
}

/** What the platform demands of every new record. A joined name may be whole without one of its parts. */
const demanded: Readonly<Record<string, string>> = { Account: 'Name', Contact: 'LastName', Lead: 'Company' }

const isDemanded = (object: string, { salesforce, direction }: LineSpec): boolean =>
  direction !== 'toExternal' && salesforce.length === 1 && salesforce[0] === demanded[object]

/** What tells that a lead was converted, and into what. */
export const conversionFields = ['IsConverted', 'ConvertedContactId', 'ConvertedAccountId'] as const

/** Salesforce fields that a read for this pair asks for; each once. */
export function salesforceFields({ spec, lines }: Pick<Pair, 'spec' | 'lines'>): string[] {
  const { unlinkWhenBlank, createOnly } = spec.policy
  return [
    ...new Set([
      'Id',
      ...lines.flatMap((line) => (line.absent === true ? [] : line.spec.salesforce)),
      ...spec.match.flatMap((rule) => rule.keys.map((key) => key.salesforce)),
      ...(spec.criterion?.all ?? []).map((condition) => condition.field),
      ...(createOnly?.toExternal?.all ?? []).map((condition) => condition.field),
      ...(unlinkWhenBlank?.side === 'salesforce' ? [unlinkWhenBlank.field] : []),
      ...(spec.salesforce === 'Lead' ? conversionFields : [])
    ])
  ]
}

/** Whether anything outside matters: what is edited there, or that somebody clears the field which ends a link. */
export const isReadOutside = (pair: Pick<Pair, 'spec'>): boolean =>
  flows(pair).toSalesforce || pair.spec.policy.unlinkWhenBlank?.side === 'external'

/** Which ways anything of this pair flows: by its lines, or by what may be created or deleted. */
export function flows({ spec }: Pick<Pair, 'spec'>): {
  readonly toExternal: boolean
  readonly toSalesforce: boolean
} {
  const { policy, lines } = spec
  return {
    toExternal: policy.create.toExternal || lines.some((line) => line.direction !== 'toSalesforce'),
    toSalesforce:
      policy.create.toSalesforce ||
      policy.remove.toSalesforce === 'delete' ||
      lines.some((line) => line.direction !== 'toExternal')
  }
}

function fieldOf(pair: PairSpec, object: ObjectSpec, line: LineSpec): Pick<Line, 'field' | 'standsInFrom'> {
  const field = object.fields[line.external] ?? openField(object, line.external)
  if (field === undefined)
    throw new MappingError(`${pair.name}: ${object.label} has no field "${line.external}".`)
  if (field.readOnly === true && line.direction !== 'toSalesforce')
    throw new MappingError(`${pair.name}: "${line.external}" can only be read.`)
  const isName = field.nameFrom !== undefined && line.salesforce.includes('LastName')
  return { field, ...(isName && { standsInFrom: field.nameFrom }) }
}

function openField(object: ObjectSpec, name: string): FieldSpec | undefined {
  const open = object.openFields
  if (open === undefined || !name.startsWith(open.prefix) || name === open.prefix) return undefined
  return { label: name.slice(open.prefix.length), type: open.type }
}
