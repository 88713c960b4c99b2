import { ApiError } from '../errors.ts'
import type { Returning, Search, SearchScope } from './search.ts'

/** `FIND {term} IN NAME FIELDS RETURNING Contact(Id, Name WHERE … LIMIT 5), Account LIMIT 20`. */
const form =
  /^\s*FIND\s*\{((?:\\.|[^}\\])*)\}(?:\s+IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS)?(?:\s+RETURNING\s+(.*?))?(?:\s+LIMIT\s+(\d+))?\s*$/is

/** Objects searched when a search names none. */
const usual: readonly Returning[] = ['Account', 'Contact', 'Lead', 'Opportunity'].map((object) => ({
  object,
  fields: [],
  rest: ''
}))

export function parseSosl(text: string): Search {
  const [, term, scope, returning, limit] = form.exec(text) ?? []
  if (term === undefined) throw malformed(`unexpected token: ${text.trim().split(/\s/)[0] ?? '<EOF>'}`)
  return {
    term,
    scope: (scope?.toUpperCase() ?? 'ALL') as SearchScope, // one of those the pattern lists
    returning: returning === undefined ? usual : splitTop(returning).map(readReturning),
    limit: Math.min(2000, Number(limit ?? 2000))
  }
}

function readReturning(text: string): Returning {
  const [, object, inner = ''] = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/s.exec(text) ?? []
  if (object === undefined) throw malformed(`unexpected token: ${text.trim()}`)
  const at = inner.search(/\b(WHERE|ORDER\s+BY|LIMIT|OFFSET|USING)\b/i)
  const fields = at < 0 ? inner : inner.slice(0, at)
  return {
    object,
    fields: fields
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
    rest: at < 0 ? '' : inner.slice(at)
  }
}

/** Parts between commas that are in no parentheses and no quotes. */
function splitTop(text: string): string[] {
  const parts: string[] = []
  let start = 0
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (char === "'" && text.charAt(i - 1) !== '\\') quoted = !quoted
    if (quoted) continue
    if (char === '(') depth++
    if (char === ')') depth--
    if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, text.slice(start)]
}

export const malformed = (reason: string) => new ApiError(400, 'MALFORMED_SEARCH', reason)
