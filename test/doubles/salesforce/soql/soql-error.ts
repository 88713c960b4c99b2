import { ApiError } from '../errors.ts'

/** How much of the query Salesforce shows on each side of the place [K]. */
const around = 50

/**
 * A refusal that points at a place in the query, as Salesforce writes it [V]: the text around it, a caret, row and
 * column (both from 1), the reason.
 */
export function soqlError(code: string, text: string, position: number, reason: string): ApiError {
  const before = text.slice(0, position).split('\n')
  const row = before.length
  const column = (before.at(-1)?.length ?? 0) + 1
  const line = text.split('\n')[row - 1] ?? ''
  const from = Math.max(0, column - 1 - around)
  const shown = line.slice(from, column - 1 + around)
  const caret = ' '.repeat(column - 1 - from) + '^'
  const message = `\n${shown}\n${caret}\nERROR at Row:${row}:Column:${column}\n${reason}`
  return new ApiError(400, code, message)
}

/** Where a name stands in the query as a word of its own, from a place on if it does there; 0 when it does not. */
export function positionOf(text: string, word: string, from = 0): number {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const places = [...text.matchAll(new RegExp(`(?<![\\w.])${escaped}(?![\\w])`, 'gi'))]
  return (places.find(({ index }) => index >= from) ?? places[0])?.index ?? 0
}

export const malformed = (reason: string) => new ApiError(400, 'MALFORMED_QUERY', reason)
