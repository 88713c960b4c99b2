import type { FieldSpec, LineSpec, ObjectSpec, PairSpec } from '../connectors/connector.ts'

/** A field of a Salesforce object, as far as pre-flight asks. */
export interface SalesforceField {
  readonly name: string
  readonly label: string
  /** As its description says: `string`, `picklist`, `date`, … */
  readonly type: string
  readonly length: number
  readonly createable: boolean
  readonly updateable: boolean
  readonly calculated: boolean
  readonly nillable: boolean
  readonly defaultedOnCreate: boolean
  readonly restrictedPicklist: boolean
}
/** What is known of a pair's two sides. */
export interface Ground {
  /** Null: there is no such object for the sync user. */
  readonly fields: readonly SalesforceField[] | null
  /** Paths that can't be read, with the reason; from salesforce/describe.ts. */
  readonly unreadable: ReadonlyMap<string, string>
  readonly object: ObjectSpec | undefined
  /** What the external system is called. */
  readonly label: string
}

export interface Finding {
  readonly pair: string
  /** Null: about the pair. */
  readonly line: string | null
  readonly severity: 'error' | 'warning' | 'info'
  readonly code: string
  readonly message: string
  readonly next: string | null
  /** The line is left out until it is mended; the rest of the record flows. */
  readonly parked: boolean
}

/** What a pair would run into, before anything is written: rights, required fields, picklists, lengths, formulas. */
export function preflight(spec: PairSpec, ground: Ground): Finding[] {
  const say = sayer(spec.name)
  if (ground.object === undefined)
    return [say(null, 'error', 'unknown-object', `${ground.label} has no object "${spec.external}".`, 'Choose one of its objects.')] // prettier-ignore
  if (ground.fields === null)
    return [
      say(null, 'error', 'rights', `Salesforce has no object ${spec.salesforce} for the sync user.`, 'Give the sync user the access set, or take this object out.') // prettier-ignore
    ]
  const { fields, object } = ground
  return [
    ...criterionFindings(spec, ground),
    ...spec.lines.flatMap((line) => lineFindings(spec, line, { ...ground, fields, object })),
    ...requiredInSalesforce(spec, fields, object, ground.label),
    ...requiredOutside(spec, object, ground.label)
  ]
}

type Known = Ground & { readonly fields: readonly SalesforceField[]; readonly object: ObjectSpec }

function lineFindings(
  spec: PairSpec,
  line: LineSpec,
  { fields, object, unreadable, label }: Known
): Finding[] {
  const say = sayer(spec.name)
  const found: Finding[] = []
  const outside = outsideField(object, line.external)
  if (outside === null)
    return [say(line.external, 'error', 'unknown-field', `${label} has no field "${line.external}".`, 'Choose another field.', true)] // prettier-ignore
  for (const path of line.salesforce) {
    const reason = unreadable.get(path)
    if (reason !== undefined) {
      found.push(say(line.external, 'error', 'rights', reason, 'Give the sync user the right to read it, or choose another field.', true)) // prettier-ignore
      continue
    }
    const field = fields.find((one) => one.name === path)
    if (field === undefined || line.direction === 'toExternal') continue
    found.push(...writeFindings(spec, line, field, outside, label))
  }
  if (line.direction !== 'toSalesforce' && outside.readOnly === true)
    found.push(say(line.external, 'error', 'read-only', `${label} tells ${outside.label} and takes it from nobody.`, 'Let the line flow to Salesforce alone.', true)) // prettier-ignore
  const longest = Math.max(0, ...line.salesforce.flatMap((path) => fields.find((one) => one.name === path)?.length ?? 0)) // prettier-ignore
  if (line.direction !== 'toSalesforce' && outside.maxLength !== undefined && longest > outside.maxLength)
    found.push(say(line.external, 'warning', 'length', `${label} keeps ${outside.maxLength} characters of ${outside.label}; Salesforce’s field has up to ${longest}.`, 'A longer value becomes an issue and is never cut.')) // prettier-ignore
  return found
}

/** What writing a Salesforce field runs into. */
function writeFindings(
  spec: PairSpec,
  line: LineSpec,
  field: SalesforceField,
  outside: FieldSpec,
  label: string
): Finding[] {
  const say = sayer(spec.name)
  if (field.calculated)
    return [say(line.external, 'error', 'calculated', `${field.label} is calculated by Salesforce, so nothing can be written into it.`, 'Let the line flow from Salesforce alone.', true)] // prettier-ignore
  if (!field.updateable && !field.createable)
    return [say(line.external, 'error', 'rights', `The sync user may not write ${field.label}.`, 'Give it the right in the access set, or let the line flow from Salesforce alone.', true)] // prettier-ignore
  const found: Finding[] = []
  if (field.restrictedPicklist && line.values === undefined && outside.type !== 'boolean')
    found.push(say(line.external, 'warning', 'picklist', `${field.label} takes only the values of its list.`, `Map the values of ${label}, or an unlisted one becomes an issue.`)) // prettier-ignore
  const most = outside.maxLength ?? Number.POSITIVE_INFINITY
  if (isText(field.type) && field.length > 0 && most > field.length)
    found.push(say(line.external, outside.maxLength === undefined ? 'info' : 'warning', 'length', `${field.label} holds ${field.length} characters; ${label} may hold more.`, 'A longer value becomes an issue and is never cut.')) // prettier-ignore
  return found
}

const isText = (type: string) => type === 'string' || type === 'textarea' || type === 'email' || type === 'url' || type === 'phone' // prettier-ignore

function criterionFindings(spec: PairSpec, { unreadable }: Ground): Finding[] {
  const say = sayer(spec.name)
  return (spec.criterion?.all ?? []).flatMap(({ field }) => {
    const reason = unreadable.get(field)
    if (reason === undefined) return []
    const isPerson = field === 'IsPersonAccount'
    return [
      isPerson
        ? say(null, 'error', 'person-account', 'This org has no Person Accounts.', 'Take this object out of the sync.') // prettier-ignore
        : say(null, 'error', 'rights', `Criterion: ${reason}`, 'Give the sync user the right to read it, or choose another condition.') // prettier-ignore
    ]
  })
}

/** New records in Salesforce need a value for each field that it demands. */
function requiredInSalesforce(
  spec: PairSpec,
  fields: readonly SalesforceField[],
  object: ObjectSpec,
  label: string
): Finding[] {
  if (!spec.policy.create.toSalesforce) return []
  const say = sayer(spec.name)
  const demanded = fields.filter((one) => one.createable && !one.nillable && !one.defaultedOnCreate && one.type !== 'boolean') // prettier-ignore
  return demanded.flatMap((field) => {
    const line = spec.lines.find(
      (one) => one.salesforce.includes(field.name) && one.direction !== 'toExternal'
    )
    if (line === undefined)
      return [say(null, 'error', 'required', `Salesforce demands ${field.label} of every new ${spec.salesforce}, and no line brings it.`, `Map it from a field of ${label}, with a value for where that is blank.`)] // prettier-ignore
    if (line.filler?.toSalesforce !== undefined || line.join !== undefined) return []
    if (field.name === 'LastName' && outsideField(object, line.external)?.nameFrom !== undefined) return []
    return [say(line.external, 'warning', 'required', `Where this is blank in ${label}, no ${spec.salesforce} is made: Salesforce demands ${field.label}.`, 'Give a value that stands in for a blank, or leave such records out.')] // prettier-ignore
  })
}

function requiredOutside(spec: PairSpec, object: ObjectSpec, label: string): Finding[] {
  if (!spec.policy.create.toExternal) return []
  const say = sayer(spec.name)
  return Object.entries(object.fields).flatMap(([name, field]) => {
    if (field.required !== true) return []
    const line = spec.lines.find((one) => one.external === name && one.direction !== 'toSalesforce')
    if (line === undefined)
      return [say(null, 'error', 'required', `${label} demands ${field.label} of every new record, and no line brings it.`, 'Map it.')] // prettier-ignore
    if (line.filler?.toExternal !== undefined) return []
    return [say(name, 'info', 'required', `Records without ${field.label} are left out: ${label} demands it.`, null)] // prettier-ignore
  })
}

/** Open fields (Details) exist as soon as they are written. */
function outsideField(object: ObjectSpec, name: string): FieldSpec | null {
  const open = object.openFields
  if (open !== undefined && name.startsWith(open.prefix) && name.length > open.prefix.length)
    return { label: name.slice(open.prefix.length), type: open.type }
  return object.fields[name] ?? null
}

const sayer =
  (pair: string) =>
  (
    line: string | null,
    severity: Finding['severity'],
    code: string,
    message: string,
    next: string | null,
    parked = false
  ): Finding => ({ pair, line, severity, code, message, next, parked })
