import { derive } from '../records/derive.ts'
import { industries } from '../schema/common-fields.ts'
import type { OrgState } from '../org-state.ts'
import type { Value, Values } from '../store/row.ts'
import { address, birthday, someone } from './contacts.ts'
import { companyForms, companyWords } from './names.ts'
import type { List } from './names.ts'
import { Random } from './random.ts'

const fiveYearsMs = 5 * 365 * 86_400_000
/** This share of contacts has the e-mail of an earlier one. */
const duplicateShare = 0.005
const stages: List<string> = [
  'Prospecting',
  'Qualification',
  'Negotiation/Review',
  'Closed Won',
  'Closed Lost'
]

export interface Seeded {
  readonly contacts: number
  readonly accounts: number
  readonly leads: number
  readonly opportunities: number
  /** Contacts whose e-mail an earlier contact has too. */
  readonly duplicateEmails: number
}

/** Generates plausible records past the API: no messages, stamps over the last five years. Only example domains. */
export function seed(org: OrgState, contacts: number, seedNumber = 1): Seeded {
  const random = new Random(seedNumber)
  const insert = inserter(org, random)
  const accountIds = Array.from({ length: Math.ceil(contacts / 4) }, (_, n) =>
    insert('Account', accountOf(random, n))
  )
  const emails: string[] = []
  let duplicateEmails = 0
  for (let n = 0; n < contacts; n++) {
    const again =
      emails.length > 0 && random.chance(duplicateShare)
        ? emails[random.whole(0, emails.length - 1)]
        : undefined
    const { values, email } = someone(random, n, again ?? null)
    if (again !== undefined) duplicateEmails++
    else if (email !== null) emails.push(email)
    const account = random.chance(0.1) ? null : accountIds[random.whole(0, accountIds.length - 1)]
    const own = { AccountId: account ?? null, Birthdate: birthday(random), ...address(random, 'Mailing') }
    insert('Contact', { ...values, ...own })
  }
  const leads = Math.floor(contacts / 20)
  for (let n = 0; n < leads; n++) insert('Lead', leadOf(random, contacts + n))
  const opportunities = Math.floor(contacts / 20)
  for (let n = 0; n < opportunities; n++) {
    insert(
      'Opportunity',
      opportunityOf(random, n, accountIds[random.whole(0, accountIds.length - 1)] ?? null)
    )
  }
  return { contacts, accounts: accountIds.length, leads, opportunities, duplicateEmails }
}

type Insert = (object: string, values: Values) => string

function inserter({ ids, database, people, clock }: OrgState, random: Random): Insert {
  const now = clock.stamp()
  const owners = people.owners as unknown as List<string> // there are always some
  return (object, values) => {
    const table = database.tableNamed(object)
    const modified = now - Math.floor((random.next() * fiveYearsMs) / 1000) * 1000
    const created = modified - random.whole(0, 31_536_000) * 1000
    const row = {
      ...values,
      ...derive(object, values, values),
      Id: ids.next(table.schema.spec.keyPrefix),
      OwnerId: random.pick(owners),
      CreatedDate: created,
      CreatedById: people.admin.id,
      LastModifiedDate: modified,
      LastModifiedById: people.admin.id,
      SystemModstamp: modified
    }
    table.insert(row)
    return row.Id
  }
}

const industryList = industries.split('|') as unknown as List<string> // never empty

function accountOf(random: Random, n: number): Record<string, Value> {
  return {
    Name: `${random.pick(companyWords)} ${n} ${random.pick(companyForms)}`,
    Industry: random.chance(0.8) ? random.pick(industryList) : null,
    NumberOfEmployees: random.chance(0.7) ? random.whole(1, 20_000) : null,
    AnnualRevenue: random.chance(0.5) ? random.whole(10, 90_000) * 1000 : null,
    Website: random.chance(0.6) ? `https://www.example.com/${n}` : null,
    Phone: random.chance(0.7) ? `+44 20 7946 ${String(random.whole(0, 999)).padStart(4, '0')}` : null,
    AccountNumber: `A-${String(n).padStart(6, '0')}`,
    ...address(random, 'Billing'),
    ...(random.chance(0.4) ? address(random, 'Shipping') : {})
  }
}

function leadOf(random: Random, n: number): Record<string, Value> {
  return {
    ...someone(random, n, null).values,
    ...address(random, ''),
    Company: `${random.pick(companyWords)} ${random.pick(companyForms)}`,
    Status: random.pick(['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted']),
    IsConverted: false,
    IsUnreadByOwner: random.chance(0.5)
  }
}

function opportunityOf(random: Random, n: number, accountId: string | null): Record<string, Value> {
  const day = new Date(Date.UTC(random.whole(2023, 2027), random.whole(0, 11), random.whole(1, 28)))
  return {
    AccountId: accountId,
    Name: `${random.pick(companyWords)} – order ${n}`,
    StageName: random.pick(stages),
    Amount: random.chance(0.9) ? random.whole(1, 500) * 250.5 : null,
    CloseDate: day.toISOString().slice(0, 10),
    IsPrivate: false
  }
}
