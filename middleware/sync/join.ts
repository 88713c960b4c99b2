import type { Canonical } from './canonical.ts'
import { foldSpaces } from './fold.ts'

/** Several values as one: what is filled, with a space between. */
export function joined(parts: readonly Canonical[]): Canonical {
  const filled = parts.filter((part) => part !== null)
  return filled.length === 0 ? null : filled.join(' ')
}

/**
 * The parts of `whole`, which was edited as one. `joined(split(whole, before)) = foldSpaces(whole)`, whatever `before`.
 * A part that the edit left alone stays as it was; where that does not tell, as many words as before; and otherwise
 * the last part gets the last word. A single word goes to the last part, because a person needs a last name.
 */
export function split(whole: Canonical, before: readonly Canonical[]): Canonical[] {
  const text = foldSpaces(whole ?? '')
  const parts = before.map((part) => foldSpaces(part ?? ''))
  if (text === null) return parts.map(() => null)
  if (joined(parts) === text) return parts
  return byOnePart(text, parts) ?? byWordCount(text, parts) ?? byLastWord(text, parts.length)
}

/** One part was edited, or taken away, and the others are still where they were. */
function byOnePart(text: string, parts: readonly Canonical[]): Canonical[] | null {
  for (const index of parts.keys()) {
    const [front, back] = [joined(parts.slice(0, index)), joined(parts.slice(index + 1))]
    if (front === null && back === null) continue
    if (back !== null && text === joined([front, back])) return set(parts, index, null)
    const start = front === null ? '' : `${front} `
    const end = back === null ? '' : ` ${back}`
    if (text.length > start.length + end.length && text.startsWith(start) && text.endsWith(end))
      return set(parts, index, text.slice(start.length, text.length - end.length))
  }
  return null
}

const set = (parts: readonly Canonical[], index: number, to: Canonical) =>
  parts.map((part, at) => (at === index ? to : part))

function byWordCount(text: string, parts: readonly Canonical[]): Canonical[] | null {
  const words = text.split(' ')
  const counts = parts.map((part) => part?.split(' ').length ?? 0)
  if (words.length !== counts.reduce((sum, count) => sum + count, 0)) return null
  return counts.map((count) => words.splice(0, count).join(' ') || null)
}

function byLastWord(text: string, count: number): Canonical[] {
  if (count === 1) return [text]
  const words = text.split(' ')
  const last = words.splice(-Math.max(1, Math.min(count - 1, words.length - 1)))
  const parts = [words.join(' ') || null, ...last]
  return [...Array<null>(Math.max(0, count - parts.length)).fill(null), ...parts].slice(-count)
}
