import type { FieldType, Side } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'
import { foldLetters, foldText } from './fold.ts'
import { same, typeOf } from './mapping.ts'
import type { Line } from './pair.ts'

/**
 * What is special about a line's bases, one character a line. `-` nothing. `e`, `s`: the external, or the Salesforce
 * value is a filler. `w`, `v`: the external side, or Salesforce, was just written to and may still keep the value in
 * another form than was sent.
 */
export type Flag = '-' | 'e' | 's' | 'w' | 'v'
export const fillerFlag = { external: 'e', salesforce: 's' } as const
export const settlingFlag = { external: 'w', salesforce: 'v' } as const

export function flagAt(flags: string, index: number): Flag {
  const flag = flags[index]
  return flag === 'e' || flag === 's' || flag === 'w' || flag === 'v' ? flag : '-'
}

/**
 * Whether what a side is going to keep of `value` is not sure. A vendor is sure where it declares its normalisations;
 * Salesforce trims text, rounds to the field's scale and drops milliseconds [K].
 */
export function settles(line: Line, side: Side, value: Canonical): boolean {
  if (value === null) return false
  const type = typeOf(line, side)
  if (side === 'external') return line.field.canon === undefined && spelled.has(type)
  if (type === 'number') return value.includes('.')
  if (type === 'datetime') return !value.endsWith('.000Z')
  return spelled.has(type) && (value.trim() !== value || /\s\s/.test(value))
}

const spelled: ReadonlySet<FieldType> = new Set([
  'text',
  'phone',
  'url',
  'email',
  'set',
  'number',
  'datetime'
])

/**
 * Whether `now` is what became of `sent` in the other system's hands, and not somebody's edit: the same letters and
 * digits, the same number rounded, the same second.
 */
export function resembles(line: Line, side: Side, sent: Canonical, now: Canonical): boolean {
  if (same(line, side, sent, now)) return true
  if (sent === null || now === null) return sent === null ? false : sent.trim() === ''
  const type = typeOf(line, side)
  if (type === 'number') return isRounded(sent, now)
  if (type === 'datetime') return sent.slice(0, 19) === now.slice(0, 19)
  if (!spelled.has(type)) return false
  // A dot is a different mailbox.
  const letters = type === 'email' ? null : foldLetters(sent)
  return letters === null ? foldText(sent) === foldText(now) : letters === foldLetters(now)
}

/** `now` has fewer decimals, and is `sent` rounded to the nearest or cut. */
function isRounded(sent: string, now: string): boolean {
  const scale = (text: string) => text.split('.')[1]?.length ?? 0
  if (scale(now) >= scale(sent)) return false
  const digits = (text: string) => {
    const [whole = '', fraction = ''] = text.split('.')
    return (
      BigInt(whole.replace('-', '') + fraction.padEnd(scale(sent), '0')) * (text.startsWith('-') ? -1n : 1n)
    )
  }
  const size = (value: bigint) => (value < 0n ? -value : value)
  const [before, after] = [digits(sent), digits(now)]
  const unit = 10n ** BigInt(scale(sent) - scale(now))
  const gap = size(before - after)
  return 2n * gap <= unit || (gap < unit && size(after) < size(before))
}
