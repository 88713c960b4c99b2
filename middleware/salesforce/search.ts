import { z } from 'zod'
import { parsed, query, row, type Row } from './query.ts'
import type { Session } from './session.ts'
import { objectName, select } from './soql.ts'

/** What to read of each record that is found. */
export interface SearchShape {
  readonly object: string
  /** Dotted paths are taken. */
  readonly fields: readonly string[]
}

const answer = z.object({ searchRecords: z.array(row) })
/** Salesforce refuses to look for less. */
const SHORTEST = 2

/** Records that a person means by a name or an e-mail address; without a text, those that changed last. One call. */
export async function search(
  session: Session,
  { object, fields }: SearchShape,
  text: string,
  limit: number,
  signal?: AbortSignal
): Promise<readonly Row[]> {
  if (text.length < SHORTEST) {
    const soql = `${select(fields, object)} order by SystemModstamp desc limit ${limit}`
    return (await query(session, soql, { signal })).rows
  }
  const returning = `${objectName(object)}(${fields.join(', ')} order by Name limit ${limit})`
  const { body } = await session.request({
    method: 'GET',
    path: '/search',
    query: { q: `FIND {${escaped(text)}*} IN ALL FIELDS RETURNING ${returning}` },
    signal
  })
  return parsed(answer, body, 'a search').searchRecords
}

/** What SOSL reads as an operator is looked for as it stands [K]. */
const escaped = (text: string): string => text.replace(/[?&|!{}[\]()^~*:\\"'+-]/g, '\\$&')
