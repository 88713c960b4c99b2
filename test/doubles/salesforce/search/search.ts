import { ApiError } from '../errors.ts'
import type { OrgState } from '../org-state.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { parse } from '../soql/parse.ts'
import { matches } from '../soql/query.ts'
import { selectShape } from '../soql/select-clause.ts'
import { project } from '../soql/select.ts'
import type { Row } from '../store/row.ts'

/** What SOSL and the parameterized search both come down to. */
export interface Search {
  readonly term: string
  readonly scope: SearchScope
  readonly returning: readonly Returning[]
  readonly limit: number
}
export type SearchScope = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR'

export interface Returning {
  readonly object: string
  /** Ids only when empty. */
  readonly fields: readonly string[]
  /** What stands behind the fields: `WHERE … ORDER BY … LIMIT …`. */
  readonly rest: string
}

const scopes: Readonly<Record<SearchScope, (field: Field) => boolean>> = {
  ALL: ({ type }) => ['string', 'textarea', 'email', 'phone', 'url', 'picklist'].includes(type),
  NAME: ({ nameField, name }) => nameField || name === 'FirstName' || name === 'LastName',
  EMAIL: ({ type }) => type === 'email',
  PHONE: ({ type }) => type === 'phone',
  SIDEBAR: ({ nameField, type }) => nameField || type === 'email' || type === 'phone'
}

/** Records whose fields have every word of the term; a word may end in `*` and may hold `?`. */
export function search(org: OrgState, { term, scope, returning, limit }: Search, version: string): object[] {
  const test = termTest(term)
  const records: object[] = []
  for (const { object: name, fields, rest } of returning) {
    const object = org.schema.object(name)
    if (!object) throw new ApiError(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`)
    const searched = [...object.fields].filter(scopes[scope])
    const text = `SELECT ${fields.length > 0 ? fields.join(', ') : 'Id'} FROM ${object.name} ${rest}`
    records.push(...found(org, object, text, (row) => test(wordsOf(searched, row)), version))
  }
  return records.slice(0, limit)
}

/** The query's own filter first, then the words: LIMIT and OFFSET are applied last. */
function found(
  org: OrgState,
  object: ObjectSchema,
  text: string,
  test: (row: Row) => boolean,
  version: string
): object[] {
  const { database } = org
  const query = parse(text)
  const now = org.clock.now()
  const scope = { database, object, alias: undefined, text, now, timeZone: 'GMT' }
  const { limit = 2000, offset = 0, ...unlimited } = query
  const shape = selectShape(query, scope)
  return matches(unlimited, scope, { database, now, all: false })
    .filter(test)
    .slice(offset, offset + limit)
    .map((row) => project(database, row, shape, version))
}

function wordsOf(fields: readonly Field[], row: Row): string[] {
  return fields.flatMap(({ name }) => {
    const value = String(row[name] ?? '').toLowerCase()
    return [...value.split(/[^\p{L}\p{N}]+/u), ...value.split(/\s+/), value.replace(/\D/g, '')].filter(
      Boolean
    )
  })
}

function termTest(term: string): (words: readonly string[]) => boolean {
  const plain = term.replace(/\\(.)/g, '$1').replace(/^"|"$/g, '').trim()
  if (plain.replace(/[*?]/g, '').length < 2) {
    throw new ApiError(400, 'MALFORMED_SEARCH', `search term must be longer than one character: ${plain}`)
  }
  const patterns = plain
    .toLowerCase()
    .split(/\s+(?:and\s+)?/)
    .map((word) => {
      const escaped = word
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')
      return new RegExp(`^${escaped}$`, 'u')
    })
  return (words) => patterns.every((pattern) => words.some((word) => pattern.test(word)))
}
