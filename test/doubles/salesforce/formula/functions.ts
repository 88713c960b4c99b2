import type { Value } from '../store/row.ts'
import { isDate } from '../store/wire.ts'

/** Values not worked out yet: `IF` looks at only one of its branches. */
export type Lazy = () => Value
export type FormulaFunction = (of: readonly Lazy[], now: number) => Value

const dayMs = 86_400_000
const isDay = (value: Value): value is string => typeof value === 'string' && isDate(value)
const blank = (value: Value) => value === null || value === ''
const text = (value: Value) => (value === null ? '' : String(value))
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const msOf = (value: Value) => (isDay(value) ? Date.parse(`${value}T00:00:00Z`) : Number(value))

const of1 =
  (work: (value: Value) => Value): FormulaFunction =>
  ([first]) =>
    work(first?.() ?? null)

const of2 =
  (work: (left: Value, right: Value) => Value): FormulaFunction =>
  ([left, right]) =>
    work(left?.() ?? null, right?.() ?? null)

/** Blanks make an arithmetic result blank, as "treat blank fields as blanks" does [K]. */
const arithmetic = (work: (left: number, right: number) => number) =>
  of2((left, right) => {
    if (blank(left) || blank(right)) return null
    const result = work(Number(left), Number(right))
    return Number.isFinite(result) ? result : null
  })

const compared = (work: (left: string | number, right: string | number) => boolean) =>
  of2((left, right) => {
    if (blank(left) || blank(right)) return false
    if (typeof left === 'number' && typeof right === 'number') return work(left, right)
    return work(text(left), text(right))
  })

const equal = of2((left, right) => (blank(left) ? null : left) === (blank(right) ? null : right))
const unequal: FormulaFunction = (of, now) => equal(of, now) !== true

/** `+` joins texts and adds days to a date; `-` also counts the days between two dates. */
const plus = of2((left, right) => {
  if (isDay(left) && typeof right === 'number') return day(msOf(left) + right * dayMs)
  if (typeof left === 'string' || typeof right === 'string') return text(left) + text(right)
  return blank(left) || blank(right) ? null : Number(left) + Number(right)
})
const minus = of2((left, right) => {
  if (blank(left) || blank(right)) return null
  if (isDay(left))
    return isDay(right) ? (msOf(left) - msOf(right)) / dayMs : day(msOf(left) - Number(right) * dayMs)
  return Number(left) - Number(right)
})

/** FLOOR and CEILING go by the number's size, whatever its sign [K]. */
const towardsZero = Math.trunc
const awayFromZero = (value: number) => Math.sign(value) * Math.ceil(Math.abs(value))

/** Halves go away from zero. */
function halfUp(value: number, digits: number): number {
  const shifted = Number(`${Math.abs(value)}e${digits}`)
  const rounded = Number(`${Math.round(shifted)}e${-digits}`)
  return Math.sign(value) * rounded
}

function extreme(of: readonly Lazy[], better: (a: number, b: number) => boolean): Value {
  const values = of.map((each) => each())
  if (values.some(blank)) return null
  return values.map(Number).reduce((best, each) => (better(each, best) ? each : best))
}

/** The operators and functions the double knows. Days are `YYYY-MM-DD`, moments milliseconds. */
export const formulaFunctions: Readonly<Record<string, FormulaFunction>> = {
  '+': plus,
  '-': minus,
  '*': arithmetic((left, right) => left * right),
  '/': arithmetic((left, right) => left / right),
  '&': of2((left, right) => text(left) + text(right)),
  '=': equal,
  '==': equal,
  '<>': unequal,
  '!=': unequal,
  '<': compared((left, right) => left < right),
  '>': compared((left, right) => left > right),
  '<=': compared((left, right) => left <= right),
  '>=': compared((left, right) => left >= right),
  '&&': (of) => of.every((each) => each() === true),
  '||': (of) => of.some((each) => each() === true),
  AND: (of) => of.every((each) => each() === true),
  OR: (of) => of.some((each) => each() === true),
  NOT: of1((value) => value !== true),
  IF: ([test, then, otherwise]) => (test?.() === true ? then : otherwise)?.() ?? null,
  ISBLANK: of1(blank),
  ISNULL: of1(blank),
  BLANKVALUE: of2((value, otherwise) => (blank(value) ? otherwise : value)),
  NULLVALUE: of2((value, otherwise) => (blank(value) ? otherwise : value)),
  ISPICKVAL: equal,
  TEXT: of1(text),
  VALUE: of1((value) => (blank(value) ? null : Number(value))),
  UPPER: of1((value) => text(value).toUpperCase()),
  LOWER: of1((value) => text(value).toLowerCase()),
  TRIM: of1((value) => text(value).trim()),
  LEN: of1((value) => text(value).length),
  LEFT: of2((value, count) => text(value).slice(0, Number(count))),
  CONTAINS: of2((value, part) => text(value).includes(text(part))),
  BEGINS: of2((value, part) => text(value).startsWith(text(part))),
  RIGHT: of2((value, count) => (Number(count) > 0 ? text(value).slice(-Number(count)) : '')),
  MID: ([value, from, count]) => {
    const at = Math.max(1, Number(from?.() ?? 1)) - 1
    return text(value?.() ?? null).slice(at, at + Math.max(0, Number(count?.() ?? 0)))
  },
  SUBSTITUTE: ([value, old, next]) =>
    text(value?.() ?? null).replaceAll(text(old?.() ?? null), text(next?.() ?? null)),
  FIND: of2((part, value) => text(value).indexOf(text(part)) + 1),
  REGEX: of2((value, form) => new RegExp(`^(?:${text(form)})$`, 'u').test(text(value))),
  INCLUDES: of2((value, part) => text(value).split(';').includes(text(part))),
  ISNUMBER: of1((value) => !blank(value) && Number.isFinite(Number(value))),
  BR: () => '<br>',
  ABS: of1((value) => (blank(value) ? null : Math.abs(Number(value)))),
  FLOOR: of1((value) => (blank(value) ? null : towardsZero(Number(value)))),
  CEILING: of1((value) => (blank(value) ? null : awayFromZero(Number(value)))),
  ROUND: of2((value, digits) => (blank(value) ? null : halfUp(Number(value), Number(digits)))),
  MOD: arithmetic((left, right) => left % right),
  MAX: (of) => extreme(of, (a, b) => a > b),
  MIN: (of) => extreme(of, (a, b) => a < b),
  CASE: ([asked, ...rest], now) => {
    const value = asked ?? (() => null)
    for (let i = 0; i + 1 < rest.length; i += 2) {
      if (equal([value, rest[i] ?? (() => null)], now) === true) return rest[i + 1]?.() ?? null
    }
    return rest.length % 2 === 1 ? (rest.at(-1)?.() ?? null) : null
  },
  DATE: ([year, month, date]) => {
    const parts = [year, month, date].map((part) => Number(part?.() ?? Number.NaN))
    const [y = 0, m = 0, d = 0] = parts
    const made = new Date(Date.UTC(y, m - 1, d))
    return parts.every(Number.isFinite) && made.getUTCMonth() === m - 1 ? day(made.getTime()) : null
  },
  TODAY: (_, now) => day(now),
  NOW: (_, now) => now,
  DATEVALUE: of1((value) => (blank(value) ? null : day(msOf(value)))),
  YEAR: of1((value) => (blank(value) ? null : Number(text(value).slice(0, 4)))),
  MONTH: of1((value) => (blank(value) ? null : Number(text(value).slice(5, 7)))),
  DAY: of1((value) => (blank(value) ? null : Number(text(value).slice(8, 10))))
}
