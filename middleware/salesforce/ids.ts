import { timingSafeEqual } from 'node:crypto'

const caseAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/**
 * The 18-character form of a 15- or 18-character id; `null` if malformed, also when the last three characters tell of
 * damaged case: each stands for five of the first fifteen and has bit i set where the i-th of them is a capital. (The
 * rule as generally known; every id of the captured messages agrees with it.)
 */
export function toId18(id: string): string | null {
  if (id.length !== 15 && id.length !== 18) return null
  let suffix = ''
  let bits = 0
  for (let i = 0; i < 15; i++) {
    const code = id.charCodeAt(i)
    if (isCapital(code)) bits |= 1 << (i % 5)
    else if (!isSmall(code) && !isDigit(code)) return null
    if (i % 5 === 4) {
      suffix += caseAlphabet.charAt(bits)
      bits = 0
    }
  }
  if (id.length === 15) return id + suffix
  return id.endsWith(suffix) ? id : null
}

const isCapital = (code: number) => code >= 65 && code <= 90
const isSmall = (code: number) => code >= 97 && code <= 122
const isDigit = (code: number) => code >= 48 && code <= 57

export function isId(id: string): boolean {
  return toId18(id) !== null
}

/** Whether two ids of either length name one thing, in a time that does not tell where they differ. Malformed ones equal nothing. */
export function sameId(a: string, b: string): boolean {
  const left = toId18(a)
  const right = toId18(b)
  if (left === null || right === null) return false
  return timingSafeEqual(Buffer.from(left.slice(0, 15)), Buffer.from(right.slice(0, 15)))
}
