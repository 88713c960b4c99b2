import { toE164 } from './phone.ts'

/** Channels whose address is a telephone number; any other is compared as text, e-mail addresses first of all. */
const phoneChannels = new Set(['sms', 'phone', 'whatsapp', 'fax'])

/**
 * The one form of an address, by which consent is kept: `dana@example.org`, `+12025550143`. Null when it is none.
 * @param country (ISO 3166) of numbers written without one
 */
export function addressKey(channel: string, address: unknown, country = 'US'): string | null {
  if (typeof address !== 'string' && typeof address !== 'number') return null
  const text = plainText(String(address))
  if (phoneChannels.has(channel)) return numberKey(text, country)
  const folded = text.replace(/^mailto:/i, '').toLowerCase()
  if (channel === 'email') return /^[^\s@]+@[^\s@]+$/.test(folded) ? folded : null
  return folded === '' ? null : folded
}

/** What stands before the @ of an e-mail address; null where it is none. */
export function localPart(address: unknown): string | null {
  const key = addressKey('email', address)
  return key === null ? null : key.slice(0, key.indexOf('@'))
}

/** Without what is invisible or only looks different. Format characters come along from web pages and spreadsheets. */
const plainText = (text: string): string =>
  isPlain.test(text)
    ? text
    : text
        .normalize('NFKC')
        .replaceAll(/\p{Cf}/gu, '')
        .trim()
const isPlain = /^[!-~]*$/

/**
 * E.164 where the text is a valid number, also one that vendors keep without its plus. Whatever else has the digits of a
 * number gets a key too: an opt-out of a number that the library does not know is an opt-out all the same.
 */
function numberKey(text: string, country: string): string | null {
  const number = text.replace(/^tel:/i, '').replace(/(?:;|\s*(?:ext\.?|extension|x|#)\s*)[^+]*$/i, '')
  const digits = number.replaceAll(/\D/g, '')
  // 7 to 15 digits with the country (E.164 [V] says 15 at most).
  if (!/^\d{7,15}$/.test(digits)) return null
  const known = toE164(number, country)
  if (known !== null) return known
  const northAmerican =
    (country === 'US' || country === 'CA') && digits.length === 10 && !number.startsWith('+')
  return northAmerican ? `+1${digits}` : (toE164(`+${digits}`) ?? `+${digits}`)
}
