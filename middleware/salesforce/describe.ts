import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import { parsed } from './query.ts'
import type { Session } from './session.ts'
import { objectName } from './soql.ts'

const field = z.object({
  name: z.string(),
  label: z.string(),
  /** `string`, `email`, `datetime`, `reference`, `address`, … */
  type: z.string(),
  length: z.number().default(0),
  filterable: z.boolean().default(false),
  createable: z.boolean().default(false),
  updateable: z.boolean().default(false),
  calculated: z.boolean().default(false),
  nillable: z.boolean().default(true),
  defaultedOnCreate: z.boolean().default(false),
  restrictedPicklist: z.boolean().default(false),
  picklistValues: z.array(z.object({ value: z.string(), active: z.boolean().default(true) })).default([]),
  relationshipName: z.string().nullish(),
  referenceTo: z.array(z.string()).default([])
})
const object = z.object({
  name: z.string(),
  label: z.string(),
  /** First three characters of the object's ids; a few system objects have none. */
  keyPrefix: z.string().nullish(),
  fields: z.array(field)
})

/** A field as the sync user sees it; what it may not see isn't listed. */
export type FieldDescribe = z.infer<typeof field>
export type ObjectDescribe = z.infer<typeof object>

/** One call. Throws `SalesforceError`: `not-found` when there is no such object for the sync user. */
export async function describe(
  session: Session,
  name: string,
  signal?: AbortSignal
): Promise<ObjectDescribe> {
  const path = `/sobjects/${objectName(name)}/describe`
  const { body } = await session.request({ method: 'GET', path, signal })
  const described = parsed(object, body, `the description of ${name}`)
  session.described.set(name, described)
  return described
}

/** What a reader must know of an object before it can ask for rows. */
export interface Shape {
  /** What the object's ids begin with; empty where that isn't known. */
  readonly prefix: string
  /** Has IsDeleted: goes to the recycle bin. */
  readonly deletable: boolean
  /** Has MasterRecordId: can be merged into another. */
  readonly mergeable: boolean
  /** SystemModstamp can stand in a filter. */
  readonly filterable: boolean
  readonly datetimes: ReadonlySet<string>
}

/** From the description the session keeps; asked for again when `fields` has one that was created since. */
export async function shapeOf(
  session: Session,
  name: string,
  fields: readonly string[],
  signal?: AbortSignal
): Promise<Shape> {
  const kept = session.described.get(name)
  const knows = (described: ObjectDescribe) =>
    fields.every((path) => path.includes('.') || described.fields.some((one) => one.name === path))
  const known = kept !== undefined && knows(kept) ? kept : await describe(session, name, signal)
  const find = (wanted: string) => known.fields.find((one) => one.name === wanted)
  const stamp = find('SystemModstamp')
  if (stamp === undefined) {
    throw new SalesforceError('schema', `${name} has no SystemModstamp, so its changes can't be followed.`)
  }
  return {
    prefix: known.keyPrefix ?? '',
    deletable: find('IsDeleted') !== undefined,
    mergeable: find('MasterRecordId') !== undefined,
    filterable: stamp.filterable,
    datetimes: new Set(known.fields.filter((one) => one.type === 'datetime').map((one) => one.name))
  }
}

export interface FieldProblem {
  readonly path: string
  readonly problem: string
}

const compound = new Set(['address', 'location', 'complexvalue'])

/**
 * Names the paths that can't be read, before a mapping is activated. `parents` describes the objects dotted paths lead
 * to; behind a relationship whose object isn't among them nothing is checked.
 */
export function checkFields(
  described: ObjectDescribe,
  paths: readonly string[],
  parents: ReadonlyMap<string, ObjectDescribe> = new Map()
): FieldProblem[] {
  return paths.flatMap((path) => {
    const problem = problemOf(described, path.split('.'), parents)
    return problem === undefined ? [] : [{ path, problem }]
  })
}

function problemOf(
  { name, fields }: ObjectDescribe,
  [first = '', ...rest]: readonly string[],
  parents: ReadonlyMap<string, ObjectDescribe>
): string | undefined {
  if (rest.length === 0) {
    const found = fields.find((one) => one.name === first)
    if (found === undefined) return `${name} has no field ${first}, or the sync user may not see it.`
    return compound.has(found.type) ? `${first} is a compound field: map its parts.` : undefined
  }
  const reference = fields.find((one) => one.relationshipName === first)
  if (reference === undefined) {
    return `${name} has no relationship ${first}, or the sync user may not see it.`
  }
  const targets = reference.referenceTo.flatMap((target) => parents.get(target) ?? [])
  const problems = targets.map((target) => problemOf(target, rest, parents))
  // An owner is a user or a queue: a field that one of them has is enough.
  return problems.includes(undefined) ? undefined : problems[0]
}
