import type { LineSpec, ObjectSpec, PairSpec } from '../connectors/connector.ts'

interface NamedField {
  readonly name: string
  readonly label: string
}
export interface Suggestion {
  readonly line: LineSpec
  readonly because: string
}

/**
 * Lines that a pair could have: those its connector declares, then fields of both sides that go by the same name. What is
 * mapped already is left out. `fields`: of the Salesforce object, as the sync user sees them.
 */
export function suggest(
  spec: PairSpec,
  declared: PairSpec | undefined,
  object: ObjectSpec,
  fields: readonly NamedField[]
): Suggestion[] {
  const taken = new Set(spec.lines.map((one) => one.external))
  const names = new Set(fields.map((one) => one.name))
  const usual = (declared?.lines ?? [])
    .filter((one) => !taken.has(one.external))
    .filter((one) => one.salesforce.every((path) => path.includes('.') || names.has(path)))
    .map((line) => ({ line, because: 'Most begin with this line.' }))
  for (const { line } of usual) taken.add(line.external)
  const used = new Set([...spec.lines, ...usual.map((one) => one.line)].flatMap((one) => one.salesforce))
  const alike = Object.entries(object.fields).flatMap(([external, field]) => {
    if (taken.has(external)) return []
    const same = fields.find(
      (one) => !used.has(one.name) && [one.label, one.name].some((text) => fold(text) === fold(field.label) || fold(text) === fold(external)) // prettier-ignore
    )
    if (same === undefined) return []
    const direction = field.readOnly === true ? 'toSalesforce' : 'toExternal'
    const line: LineSpec = { salesforce: [same.name], external, direction, blank: 'propagate' }
    return [{ line, because: `Both are called ${field.label}.` }]
  })
  return [...usual, ...alike]
}

const fold = (text: string) =>
  text
    .toLowerCase()
    .replace(/__c$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
