import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeObject } from '../test/doubles/salesforce/schema/describe.ts'
import { Schema } from '../test/doubles/salesforce/schema/schema.ts'

/** Describes recorded from real orgs; outside the project, so they may be missing. */
export const recordings = fileURLToPath(new URL('../../shared/fixtures/describe', import.meta.url))

type Properties = Readonly<Record<string, unknown>>
interface Describe extends Properties {
  readonly name: string
  readonly childRelationships: readonly (Properties & {
    readonly childSObject: string
    readonly field: string
  })[]
  readonly fields: readonly (Properties & { readonly name: string })[]
}

export interface Difference {
  /** `Lead.Salutation.picklistValues`, or `Lead.urls` for one of the object. */
  readonly at: string
  readonly recorded: unknown
  readonly ours: unknown
}

/** What may differ, and why. A pattern stands for the whole of `at`. */
const tolerated: readonly (readonly [RegExp, string])[] = [
  [/\w+\.\w+__c/, 'a custom field of the recorded org'],
  [/Lead\.Salutation\.picklistValues/, 'the recorded orgs differ among themselves: one added Mx.'],
  [
    /\w+\.recordTypeInfos/,
    'one recorded org has a record type of its own; the layout URLs name its API version'
  ],
  [/\w+\.urls/, 'the double leaves out what it does not answer: layouts, quick actions, list views'],
  [/\w+\.(associateEntityType|associateParentEntity|sobjectDescribeOption)/, 'missing in older API versions']
]

export function isTolerated({ at }: Difference): boolean {
  return tolerated.some(([pattern]) => new RegExp(`^(?:${pattern.source})$`).test(at))
}

/** Property by property, in the recorded order; what only the double has is no difference. */
export function differences(recorded: Describe, ours: Describe): Difference[] {
  const own = new Map(ours.fields.map((field) => [field.name, field]))
  const found = compare(recorded.name, recorded, ours).filter(
    ({ at }) => !/\.(fields|childRelationships)$/.test(at)
  )
  found.push(...relationships(recorded, ours))
  for (const field of recorded.fields) {
    const at = `${recorded.name}.${field.name}`
    const twin = own.get(field.name)
    if (twin) found.push(...compare(at, field, twin))
    else found.push({ at, recorded: 'a field', ours: 'none' })
  }
  return found
}

/** Only those that both have: the double has few of the child objects, and custom lookups differ by org. */
function relationships(recorded: Describe, ours: Describe): Difference[] {
  return ours.childRelationships.flatMap((own) => {
    const twin = recorded.childRelationships.find(
      ({ childSObject, field }) => childSObject === own.childSObject && field === own.field
    )
    return twin ? compare(`${recorded.name}.${own.childSObject}.${own.field}`, twin, own) : []
  })
}

function compare(at: string, recorded: Properties, ours: Properties): Difference[] {
  const names = new Set([...Object.keys(recorded), ...Object.keys(ours)])
  return [...names]
    .filter((name) => JSON.stringify(recorded[name]) !== JSON.stringify(ours[name]))
    .map((name) => ({ at: `${at}.${name}`, recorded: recorded[name], ours: ours[name] }))
}

/** All recorded objects against a fresh practice org's; null where there are no recordings. */
export function allDifferences(): Difference[] | null {
  if (!existsSync(recordings)) return null
  const schema = new Schema()
  return readdirSync(recordings).flatMap((file) => {
    if (file === 'Global.json' || !file.endsWith('.json')) return []
    const recorded = JSON.parse(readFileSync(path.join(recordings, file), 'utf8')) as Describe
    const object = schema.object(recorded.name)
    if (!object) return [{ at: recorded.name, recorded: 'an object', ours: 'none' }]
    return differences(recorded, describeObject(object, '62.0') as Describe)
  })
}

if (import.meta.main) {
  const found = allDifferences()
  if (!found) console.log(`No recorded describes at ${recordings}`)
  for (const each of found ?? []) {
    const word = isTolerated(each) ? 'tolerated' : 'DIFFERENT'
    console.log(`${word} ${each.at}: ${short(each.recorded)} recorded, ${short(each.ours)} here`)
  }
  process.exitCode = found?.every(isTolerated) === false ? 1 : 0
}

function short(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80)
}
