import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min'

/** Whether numbers can be read that are written in this country (ISO 3166) without it. */
export const isCountry = (country: string): boolean => isSupportedCountry(country)

/**
 * E.164 of a number, or `null` where the text does not say beyond doubt which number it is: it has no `+` and no
 * `country` (ISO 3166) is declared, is no valid number, or carries an extension, which E.164 would drop.
 */
export function toE164(text: string, country?: string): string | null {
  if (country === undefined && !/^\s*[+＋]/.test(text)) return null
  const key = `${country ?? ''} ${text}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const number = parse(text, country)
  if (parsed.size >= MEMORY) parsed.clear()
  parsed.set(key, number)
  return number
}

/** Parsing costs 10 µs and one merge asks for the same few numbers again; the answer never changes. */
const MEMORY = 500
const parsed = new Map<string, string | null>()

function parse(text: string, country: string | undefined): string | null {
  const given = text.trim()
  const number = read(given, country)
  // Written with its country and nothing but digits beside what separates them, it was read as what it gives.
  if (number === null || given.replaceAll(/[\s().\-/]/g, '') === number) return number
  // What it gives must lead to itself, or a value would change again with every sync.
  return read(number, country) === number ? number : null
}

function read(text: string, country: string | undefined): string | null {
  const number = parsePhoneNumberFromString(text, {
    extract: false,
    ...(country !== undefined && { defaultCountry: country as CountryCode })
  })
  return number?.isValid() === true && number.ext === undefined ? number.number : null
}

/** What two spellings of one number have in common. Vendors keep E.164 without its `+`, so digits alone decide. */
export function phoneKey(text: string, country?: string): string {
  const number = toE164(text, country)
  if (number !== null) return number.slice(1)
  return /^[\s\d+().\-/]*\d[\s\d().\-/]*$/.test(text) ? text.replaceAll(/\D/g, '') : text
}
