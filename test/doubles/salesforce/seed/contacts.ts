import type { Values } from '../store/row.ts'
import { domains, firstNames, lastNames, otherNames, places, titles } from './names.ts'
import type { List, Place } from './names.ts'
import type { Random } from './random.ts'

/** The person behind a contact or a lead. */
export interface Someone {
  readonly values: Values
  readonly email: string | null
}

const salutations = ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.'] as const
const sources = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'] as const

/** One person in eight has no e-mail, one in five no phone; a few write their address in capitals. */
export function someone(random: Random, n: number, earlierEmail: string | null): Someone {
  const [first, last] = random.chance(0.08)
    ? random.pick(otherNames)
    : [random.chance(0.03) ? null : random.pick(firstNames), random.pick(lastNames)]
  const email = earlierEmail ?? (random.chance(0.125) ? null : emailOf(random, first, last, n))
  const values = {
    FirstName: first,
    LastName: last,
    Name: [first, last].filter(Boolean).join(' '),
    Salutation: random.chance(0.4) ? random.pick(salutations) : null,
    Title: random.chance(0.6) ? random.pick(titles) : null,
    Email: email,
    Phone: random.chance(0.2) ? null : phone(random, random.pick(places).dial),
    MobilePhone: random.chance(0.5) ? null : phone(random, random.pick(places).dial),
    LeadSource: random.chance(0.5) ? random.pick(sources) : null,
    Description: random.chance(0.02) ? longStory(random.whole(20, 2500)) : null,
    HasOptedOutOfEmail: random.chance(0.06),
    DoNotCall: random.chance(0.03),
    HasOptedOutOfFax: false
  }
  return { values, email }
}

const story = 'Long story: '
const wholeStory = story.repeat(2500)

/** All are parts of one text, which costs its 30,000 characters once and not for each of many thousand records. */
const longStory = (times: number) => wholeStory.slice(0, times * story.length - 1)

function emailOf(random: Random, first: string | null, last: string, n: number): string {
  const plain = (name: string | null) =>
    (name ?? '')
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase()
  const local = [plain(first).slice(0, 20), plain(last).slice(0, 20), n]
    .filter((part) => part !== '')
    .join('.')
  const address = `${local}@${random.pick(domains)}`
  return random.chance(0.02) ? address.toUpperCase() : address
}

/** People write numbers in every way. */
function phone(random: Random, dial: string): string {
  const area = random.whole(200, 989)
  const line = `${random.whole(100, 999)}-${String(random.whole(0, 9999)).padStart(4, '0')}`
  return random.pick(phoneForms)(dial, area, line)
}

const phoneForms: List<(dial: string, area: number, line: string) => string> = [
  (dial, area, line) => `${dial} ${area} ${line}`,
  (_, area, line) => `(${area}) ${line}`,
  (dial, area, line) => `${dial}${area}${line.replace('-', '')}`,
  (_, area, line) => `${area}.${line} ext. 7`
]

type Address = Readonly<Record<string, string | null>>

/** Every record at a place shares its values, and objects made of the same names in the same order are quick to copy. */
const addresses = new Map<string, Map<Place, Address>>()
const nowhere: Address = {}

export function address(random: Random, prefix: string): Address {
  if (random.chance(0.15)) return nowhere
  const place = random.pick(places)
  const made = addresses.get(prefix) ?? new Map<Place, Address>()
  addresses.set(prefix, made)
  const held = made.get(place) ?? addressAt(place, prefix)
  made.set(place, held)
  return held
}

const addressAt = ({ street, city, state, postalCode, country }: Place, prefix: string): Address => ({
  [`${prefix}Street`]: street,
  [`${prefix}City`]: city,
  [`${prefix}State`]: state,
  [`${prefix}PostalCode`]: postalCode,
  [`${prefix}Country`]: country
})

export function birthday(random: Random): string | null {
  if (random.chance(0.6)) return null
  const day = new Date(Date.UTC(random.whole(1930, 2007), random.whole(0, 11), random.whole(1, 28)))
  return random.chance(0.01) ? '1960-02-29' : day.toISOString().slice(0, 10)
}
