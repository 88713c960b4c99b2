import { parseQuery } from '@jetstreamapp/soql-parser-js'
import type { Query } from '@jetstreamapp/soql-parser-js'
import type { ApiError } from '../errors.ts'
import { plainNumbers, refuseMixedLogic, withoutStrings } from './logic.ts'
import { malformed, positionOf, soqlError } from './soql-error.ts'
import { codeOf, wordsOf } from '../uncertain.ts'

/** The query's syntax tree; a syntax error is worded as Salesforce words it. */
export function parse(text: string): Query & { readonly sObject: string } {
  if (text.trim() === '') throw malformed('SOQL statements cannot be empty or null')
  refuseMixedLogic(text)
  const allRows = /\bALL\s+ROWS\s*$/i.exec(withoutStrings(text))
  if (allRows) throw soqlError(codeOf('allRowsRefused'), text, allRows.index, wordsOf('allRowsRefused'))
  try {
    const query = parseQuery(plainNumbers(text))
    if (query.sObject) return { ...query, sObject: query.sObject }
  } catch (error) {
    throw syntaxError(text, error instanceof Error ? error.message : '')
  }
  throw malformed("expecting a right parentheses, found '<EOF>'")
}

/** The parser tells the token it stumbled over; its own wording is not Salesforce's. */
function syntaxError(text: string, message: string): ApiError {
  const offset = /at offset: (\d+)/.exec(message)?.[1]
  if (offset !== undefined) {
    const rest = text.slice(Number(offset))
    if (rest.startsWith("'")) return malformed('unexpected token: <EOF>')
    return soqlError(
      'MALFORMED_QUERY',
      text,
      Number(offset),
      `line 1:${offset} no viable alternative at character '${rest.charAt(0)}'`
    )
  }
  const token =
    /found(?: -->|:) ?'([^']*)'/.exec(message)?.[1] ?? /but found: (\S+)$/.exec(message)?.[1] ?? ''
  if (token === '') return soqlError('MALFORMED_QUERY', text, text.length, 'unexpected token: <EOF>')
  return soqlError('MALFORMED_QUERY', text, positionOf(text, token), `unexpected token: '${token}'`)
}
