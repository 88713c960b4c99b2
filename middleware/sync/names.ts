import type { Condition, Criterion, PairSpec } from '../connectors/connector.ts'
import { logicalName, realName, type FieldNames, type OrgNames } from '../salesforce/names.ts'

/** A pair in the names of one org; `absent`: lines, by external name, whose field that org does not have. */
export interface NamedSpec {
  readonly spec: PairSpec
  readonly absent: ReadonlySet<string>
}

/**
 * The mapping as it holds in an org. Lines of fields that are not there rest, the others flow. Null: the object is not there,
 * or no record can meet the criterion. Names that nobody looked up yet, and paths through a parent, stay as they are.
 */
export function named(spec: PairSpec, names: OrgNames): NamedSpec | null {
  const known = names[spec.salesforce]
  if (known === null) return null
  if (known === undefined) return { spec, absent: new Set() }
  const { criterion: said, ...rest } = spec
  const criterion = namedCriterion(said, known)
  if (criterion === null) return null
  const isAbsent = (name: string) => known[name] === null
  const inOrg = (name: string) => known[name] ?? name
  const { createOnly, unlinkWhenBlank } = spec.policy
  const onlyOutside = createOnly?.toExternal && namedCriterion(createOnly.toExternal, known)
  const absent = spec.lines.filter((line) => line.salesforce.some(isAbsent)).map((line) => line.external)
  return {
    absent: new Set(absent),
    spec: {
      ...rest,
      ...(criterion !== undefined && { criterion }),
      lines: spec.lines.map((line) => ({ ...line, salesforce: line.salesforce.map(inOrg) })),
      match: spec.match.flatMap((rule) =>
        rule.keys.some((key) => isAbsent(key.salesforce))
          ? []
          : [{ keys: rule.keys.map((key) => ({ ...key, salesforce: inOrg(key.salesforce) })) }]
      ),
      policy: {
        ...spec.policy,
        ...(createOnly !== undefined &&
          onlyOutside != null && { createOnly: { ...createOnly, toExternal: onlyOutside } }),
        ...(unlinkWhenBlank?.side === 'salesforce' && {
          unlinkWhenBlank: { ...unlinkWhenBlank, field: inOrg(unlinkWhenBlank.field) }
        })
      }
    }
  }
}

/** Person Accounts are a feature: where it is off, no record is one. Of other fields that are not there nothing is assumed. */
function namedCriterion(criterion: Criterion | undefined, known: FieldNames): Criterion | undefined | null {
  if (criterion === undefined) return undefined
  const isNobody = ({ field }: Condition) => field === personAccount && known[field] === null
  const impossible = criterion.all.some((one) => isNobody(one) && !isNegative(one))
  if (impossible) return null
  const all = criterion.all
    .filter((one) => !isNobody(one))
    .map((one) => ({ ...one, field: known[one.field] ?? one.field }))
  return all.length === 0 ? undefined : { all }
}

const personAccount = 'IsPersonAccount'
const isNegative = ({ is }: Condition) => is === 'not-equal' || is === 'none-of'

/** The fields a pair names on its own object. */
export function namesIn(spec: PairSpec): string[] {
  const { createOnly, unlinkWhenBlank } = spec.policy
  const all = [
    ...spec.lines.flatMap((line) => line.salesforce),
    ...spec.match.flatMap((rule) => rule.keys.map((key) => key.salesforce)),
    ...[...(spec.criterion?.all ?? []), ...(createOnly?.toExternal?.all ?? [])].map((one) => one.field),
    ...(unlinkWhenBlank?.side === 'salesforce' ? [unlinkWhenBlank.field] : [])
  ]
  return [...new Set(all)].filter((name) => !name.includes('.'))
}

/** What the fields of pairs are called where an object has just these fields; null: there is no such object. */
export function namesAmong(spec: PairSpec, fields: readonly { readonly name: string }[] | null): OrgNames {
  const there = new Set(fields?.map((one) => one.name))
  const names = namesIn(spec).map((name) => [name, realName(name, (one) => there.has(one))])
  return { [spec.salesforce]: fields === null ? null : (Object.fromEntries(names) as FieldNames) }
}

/** As it is stored: in names that hold in every org. */
export function logical(spec: PairSpec): PairSpec {
  const names = Object.fromEntries(namesIn(spec).map((name) => [name, logicalName(name)]))
  return named(spec, { [spec.salesforce]: names })?.spec ?? spec
}
