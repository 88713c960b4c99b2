import { timingSafeEqual } from 'node:crypto'

const caseAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const shape = /^[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?$/

/**
 * The three characters that make a case-sensitive 15-character id safe to compare without case: each stands for five
 * characters and has bit i set where the i-th of them is a capital. (Rule as generally known; every id of the captured
 * messages agrees with it.)
 */
function caseSuffix(id15: string): string {
  let suffix = ''
  for (let start = 0; start < 15; start += 5) {
    let bits = 0
    for (let i = 0; i < 5; i++) {
      const code = id15.charCodeAt(start + i)
      if (code >= 65 && code <= 90) bits |= 1 << i
    }
    suffix += caseAlphabet.charAt(bits)
  }
  return suffix
}

/** The 18-character form of a 15- or 18-character id. `null` if malformed, also when the suffix tells of damaged case. */
export function toId18(id: string): string | null {
  if (!shape.test(id)) return null
  const id15 = id.slice(0, 15)
  const id18 = id15 + caseSuffix(id15)
  return id.length === 15 || id === id18 ? id18 : null
}

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
