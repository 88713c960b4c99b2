/** @import { MappedPair } from '../../../../../middleware/routes/api/contract/mapping.ts' */

/**
 * Standard fields, and the fields that exist as soon as they are written, each with its place in the mapping.
 * @param {any[]} lines
 * @param {{ prefix: string, label: string } | null} open
 */
export function sectionsOf(lines, open) {
  const placed = lines.map((line, index) => ({ line, index }))
  const isOpen = ({ line }) => open !== null && line.external.startsWith(open.prefix)
  const standard = { key: 'standard', open: null, prefix: '', lines: placed.filter((one) => !isOpen(one)) }
  if (open === null) return [standard]
  return [standard, { key: 'open', open, prefix: open.prefix, lines: placed.filter(isOpen) }]
}

/**
 * Fields that Salesforce demands of a new record and that may be blank outside: such records are left out, or a value
 * stands in.
 * @param {MappedPair} pair
 * @param {any} salesforce
 */
export function blankPolicies(pair, salesforce) {
  if (!pair.policy.create.toSalesforce || salesforce === null) return []
  return pair.lines.flatMap((line) => {
    const field = salesforce.fields.find((one) => one.required && line.salesforce.includes(one.name))
    if (field === undefined || line.join !== undefined || line.direction === 'toExternal') return []
    return [{ external: line.external, fieldLabel: field.label, filler: line.filler?.toSalesforce ?? null }]
  })
}

/**
 * @param {MappedPair} pair
 * @param {string} external the line
 * @param {string | null} value what stands in for a blank; null: nothing, such records are left out
 * @returns {MappedPair}
 */
export function withBlankPolicy(pair, external, value) {
  const lines = pair.lines.map((line) => {
    if (line.external !== external) return line
    const { filler, ...rest } = line
    const kept = filler?.toExternal === undefined ? {} : { toExternal: filler.toExternal }
    const next = value === null ? kept : { ...kept, toSalesforce: value }
    return Object.keys(next).length === 0 ? rest : { ...rest, filler: next }
  })
  return { ...pair, lines }
}
