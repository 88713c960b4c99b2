const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const suffixLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** The 18-character form of a 15-character id: three letters that say which characters are capitals [K]. */
export function to18(id15: string): string {
  let suffix = ''
  for (let chunk = 0; chunk < 15; chunk += 5) {
    let bits = 0
    for (let i = 0; i < 5; i++) {
      const code = id15.charCodeAt(chunk + i)
      if (code >= 65 && code <= 90) bits |= 1 << i // A to Z
    }
    suffix += suffixLetters.charAt(bits)
  }
  return id15 + suffix
}

/**
 * The 18-character form of what a client sent, or null when it can't be an id. An 18-character id whose case was
 * lost on the way is repaired from its suffix, as Salesforce does [K].
 */
export function toId(value: unknown): string | null {
  if (typeof value !== 'string') return null
  if (/^[0-9A-Za-z]{15}$/.test(value)) return to18(value)
  if (!/^[0-9A-Za-z]{15}[A-Z0-5]{3}$/i.test(value)) return null
  const exact = to18(value.slice(0, 15))
  if (exact === value) return exact
  const repaired = to18(restoreCase(value))
  return repaired.slice(15) === value.slice(15).toUpperCase() ? repaired : null
}

function restoreCase(value: string): string {
  let id15 = ''
  for (let i = 0; i < 15; i++) {
    const bits = suffixLetters.indexOf(value.charAt(15 + Math.floor(i / 5)).toUpperCase())
    const char = value.charAt(i)
    id15 += bits & (1 << (i % 5)) ? char.toUpperCase() : char.toLowerCase()
  }
  return id15
}

/** Two capital-and-small letters that real ids use for the instance; ids of two practice orgs may be equal. */
const pod = 'Bw'

/** Hands out ids by key prefix. They ascend in ASCII order, so the order of Ids is the order of creation. */
export class IdSequence {
  /** The last number given by key prefix. */
  readonly counters = new Map<string, number>()

  next(keyPrefix: string): string {
    const count = (this.counters.get(keyPrefix) ?? 0) + 1
    this.counters.set(keyPrefix, count)
    return to18(`${keyPrefix}${pod}0${base62(count).padStart(9, '0')}`)
  }
}

function base62(value: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = digits.charAt(rest % 62) + text
  return text
}
