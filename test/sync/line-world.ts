import type { FieldSpec, LineSpec, ObjectSpec, Values } from '../../middleware/connectors/connector.ts'
import { createPair, type Line, type Pair } from '../../middleware/sync/pair.ts'
import { planLines, type PlannedLines, type RecordFacts } from '../../middleware/sync/plan-lines.ts'

/** A pair of one object with these lines, flowing both ways where nothing is said. */
export function pairOf(lines: readonly (Partial<LineSpec> & { field?: Partial<FieldSpec> })[]): Pair {
  const specs = lines.map((line, index) => ({
    salesforce: [`F${index}__c`],
    external: `f${index}`,
    direction: 'both' as const,
    blank: 'propagate' as const,
    ...line
  }))
  const fields = Object.fromEntries(
    lines.map(({ field }, index) => [
      `f${index}`,
      { label: `Field ${index}`, type: 'text' as const, canon: [], ...field }
    ])
  )
  const object: ObjectSpec = {
    label: 'Thing',
    feed: 'full',
    fields,
    createKey: 'f0',
    createRepeats: 'look-up'
  }
  const policy = {
    create: { toExternal: true, toSalesforce: true },
    update: { toExternal: true, toSalesforce: true },
    remove: { toExternal: 'never', toSalesforce: 'never' },
    afterExternalGone: 'stay',
    whenOut: 'stop'
  } as const
  return createPair(
    1,
    1,
    { name: 'Things', salesforce: 'Thing__c', external: 'thing', match: [], lines: specs, policy },
    object
  )
}

export const facts = (some: Partial<RecordFacts>): RecordFacts => ({
  known: null,
  salesforce: null,
  external: null,
  whole: true,
  newer: null,
  parents: () => null,
  may: { toExternal: true, toSalesforce: true },
  ...some
})
export const known = (...values: [string | null, string | null, string?][]) => ({
  salesforce: values.map(([salesforce]) => salesforce),
  external: values.map(([, external]) => external),
  flags: values.map(([, , flag = '-']) => flag).join('')
})
/** One line: its bases, and what both sides hold now. */
export function one(
  line: Parameters<typeof pairOf>[0][number],
  base: [string | null, string | null, string?] | null,
  [salesforce, external]: [unknown, unknown],
  rest: Partial<RecordFacts> = {}
): PlannedLines {
  const names = line.salesforce ?? ['F0__c']
  const values = Array.isArray(salesforce) ? salesforce : [salesforce]
  return planLines(
    pairOf([line]),
    'Vendor',
    facts({
      known: base && known(base),
      salesforce: Object.fromEntries(names.map((name, index) => [name, values[index]])),
      external: { f0: external } as Values,
      ...rest
    })
  )
}

/** The one line itself. */
export function lineOf(line: Parameters<typeof pairOf>[0][number]): Line {
  const [made] = pairOf([line]).lines
  if (made === undefined) throw new Error('A pair without lines.')
  return made
}
