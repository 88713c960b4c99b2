import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'

export interface Section {
  readonly title: string
  readonly fields: readonly Field[]
}

/** What Salesforce keeps about a record, rather than what people know about its subject. */
const kept =
  /^(Id|IsDeleted|MasterRecordId|Created|LastModified|SystemModstamp|LastViewed|LastReferenced|LastActivity|LastCU)/

/** An object's fields as a page shows them: the main ones, each address, the org's own, what the system keeps. */
export function sections(object: ObjectSchema, wanted: (field: Field) => boolean = () => true): Section[] {
  const groups = new Map<string, Field[]>([['Details', []]])
  for (const field of object.fields) {
    // A compound address is its parts, which all stand here.
    if (field.type === 'address' || !wanted(field)) continue
    const title = titleOf(object, field)
    const group = groups.get(title)
    if (group) group.push(field)
    else groups.set(title, [field])
  }
  return [...groups]
    .filter(([, fields]) => fields.length > 0)
    .map(([title, fields]) => ({ title, fields: nameFirst(fields) }))
    .sort((a, b) => rank(a.title) - rank(b.title))
}

function titleOf(object: ObjectSchema, field: Field): string {
  if (field.custom) return 'Custom fields'
  if (kept.test(field.name)) return 'System'
  const compound = field.compound === null ? undefined : object.field(field.compound)
  return compound?.type === 'address' ? compound.label : 'Details'
}

/** What a record is called comes first; a sort is stable, so the rest keeps its order. */
const nameFirst = (fields: readonly Field[]): Field[] => fields.toSorted((a, b) => nameRank(a) - nameRank(b))

const nameRank = ({ nameField, compound }: Field) => (nameField || compound === 'Name' ? 0 : 1)

/** Addresses stand between these, in their own order. */
const ranks: Readonly<Record<string, number>> = { Details: 0, 'Custom fields': 1, System: 3 }

const rank = (title: string) => ranks[title] ?? 2
