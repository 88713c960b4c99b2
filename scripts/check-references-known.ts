import { Schema } from '../test/doubles/salesforce/schema/schema.ts'
import type { Source } from './salesforce-source.ts'
import { textOf } from '../test/doubles/salesforce/metadata/xml.ts'

const isCustom = (name: string) => /__(c|r|mdt|e|b|pc|pr)$/.test(name)

/** Objects and fields there are: the project's own, and the standard ones that the practice org has. */
export class KnownFields {
  readonly #standard = new Schema()
  readonly #objects: ReadonlySet<string>
  /** `contact.score__c`, with what a lookup leads to. */
  readonly #fields: ReadonlyMap<string, string | null>

  constructor(source: Source) {
    this.#objects = new Set([...source.names('object')].map((name) => name.toLowerCase()))
    this.#fields = new Map(
      source
        .objectParts('field')
        .map(({ name, xml }) => [name.toLowerCase(), textOf(xml, 'referenceTo') ?? null])
    )
  }

  object(name: string): boolean {
    return isCustom(name) ? this.#objects.has(name.toLowerCase()) : this.#standard.object(name) !== undefined
  }

  /** Why `Account.Parent.Score__c` can't be read from this object; null: it can. An unknown standard object is not judged. */
  wrong(object: string, path: string): string | null {
    const [first = '', ...rest] = path.split('.')
    if (rest.length > 0) {
      const target = this.#target(object, first)
      if (target === undefined) return `${object} has no relationship ${first}`
      return target === null ? null : this.wrong(target, rest.join('.'))
    }
    if (isCustom(first))
      return this.#fields.has(`${object}.${first}`.toLowerCase()) ? null : `there is no field ${object}.${first}`
    const standard = this.#standard.object(object)
    if (standard) return standard.field(first) ? null : `there is no field ${object}.${first}`
    if (!isCustom(object) || ofEveryObject.has(first.toLowerCase())) return null
    return `there is no field ${object}.${first}`
  } // prettier-ignore

  /** The object behind a relationship; null where it can't be known, undefined where there is none. */
  #target(object: string, relationship: string): string | null | undefined {
    if (isCustom(relationship))
      return this.#fields.get(`${object}.${relationship.replace(/__r$/, '__c')}`.toLowerCase())
    const standard = this.#standard.object(object)
    if (!standard) return null
    const field = standard.relationship(relationship)
    return field && (this.#standard.target(field)?.name ?? null)
  }

  /** The object whose records hang below another: `Contacts` of an Account; null where it can't be known. */
  child(object: string, relationship: string): string | null {
    const found = this.#standard
      .object(object)
      ?.children.find(({ name }) => name.toLowerCase() === relationship.toLowerCase())
    return found?.child.name ?? null
  }
}

const ofEveryObject = new Set(
  'id name ownerid setupownerid createdbyid createddate lastmodifiedbyid lastmodifieddate systemmodstamp isdeleted'.split(' ')
) // prettier-ignore
