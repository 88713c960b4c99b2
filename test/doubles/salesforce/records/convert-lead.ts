import { uncertainRefusal } from '../errors.ts'
import type { Row, Value } from '../store/row.ts'
import { asSeen, insufficientAccess, living, modified, refuseConverted } from './row-access.ts'
import { createRecord, updateRecord } from './write.ts'
import type { Writer } from './write.ts'

/** What a client asks for; ids have 18 characters. */
export interface Conversion {
  readonly leadId: string
  readonly convertedStatus: string
  readonly accountId?: string | undefined
  readonly contactId?: string | undefined
  readonly ownerId?: string | undefined
  readonly opportunityName?: string | undefined
  readonly doNotCreateOpportunity?: boolean
  readonly overwriteLeadSource?: boolean
}

export interface Converted {
  readonly leadId: string
  readonly accountId: string
  readonly contactId: string
  readonly opportunityId: string | null
}

/** Statuses that mean converted, in the double's standard picklist. */
const convertedStatuses = ['Closed - Converted']

/** Makes an account, a contact and an opportunity of a lead, or uses the ones named; the lead is closed for writes. */
export function convertLead(user: Writer, asked: Conversion): Converted {
  const { database } = user
  if (asSeen(user, database.tableNamed('Lead')).schema.spec.updateable === false) throw insufficientAccess()
  // The platform moves the values itself: of the user it asks the rights on the lead only [K].
  const writer: Writer = { ...user, seen: database }
  const leads = database.tableNamed('Lead')
  const lead = living(writer, leads, asked.leadId)
  refuseConverted(lead)
  if (!convertedStatuses.includes(asked.convertedStatus)) {
    throw uncertainRefusal('convertedStatusInvalid', { status: asked.convertedStatus }, [])
  }
  if (asked.contactId && !asked.accountId) {
    throw uncertainRefusal('convertAccountMissing', {}, [])
  }
  const owner = asked.ownerId ?? text(lead, 'OwnerId')
  const accountId = asked.accountId ?? newAccount(writer, lead, owner)
  if (asked.accountId) living(writer, database.tableNamed('Account'), asked.accountId)
  const contactId = contactOf(writer, lead, asked, accountId, owner)
  const opportunityId = asked.doNotCreateOpportunity
    ? null
    : newOpportunity(writer, lead, asked.opportunityName, accountId, owner)
  const closed: Record<string, Value> = {
    IsConverted: true,
    Status: asked.convertedStatus,
    ConvertedDate: new Date(writer.stamp).toISOString().slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    ConvertedOpportunityId: opportunityId,
    ...modified(writer)
  }
  writer.transaction.change('Lead', lead, closed)
  return { leadId: lead.Id, accountId, contactId, opportunityId }
}

function newAccount(writer: Writer, lead: Row, owner: string | undefined): string {
  const body = {
    ...taken(lead, ['Phone', 'Fax', 'Website', 'Industry', 'AnnualRevenue', 'NumberOfEmployees', 'Rating']),
    ...address(lead, 'Billing'),
    Name: lead['Company'],
    AccountSource: lead['LeadSource'],
    OwnerId: owner
  }
  return createRecord(writer, writer.database.tableNamed('Account'), body).Id
}

const contactFields = 'Salutation|FirstName|LastName|Title|Phone|MobilePhone|Fax|Email|Description|LeadSource'
const consents = ['HasOptedOutOfEmail', 'HasOptedOutOfFax', 'DoNotCall']

/** An existing contact keeps what it has; only its blanks are filled from the lead [K]. */
function contactOf(
  writer: Writer,
  lead: Row,
  asked: Conversion,
  AccountId: string,
  owner: string | undefined
): string {
  const table = writer.database.tableNamed('Contact')
  const known = [...contactFields.split('|'), ...consents].filter((name) => table.schema.field(name))
  const body = { ...taken(lead, known), ...address(lead, 'Mailing') }
  if (!asked.contactId) return createRecord(writer, table, { ...body, AccountId, OwnerId: owner }).Id
  const contact = living(writer, table, asked.contactId)
  const blanks = Object.entries(body).filter(([name]) => (contact[name] ?? null) === null)
  const source = asked.overwriteLeadSource ? { LeadSource: lead['LeadSource'] ?? null } : {}
  return updateRecord(writer, table, contact.Id, { ...Object.fromEntries(blanks), ...source }).Id
}

/** Named as the lead's company unless told otherwise; closes at the end of the quarter [K]. */
function newOpportunity(
  writer: Writer,
  lead: Row,
  name: string | undefined,
  AccountId: string,
  owner: string | undefined
): string {
  const now = new Date(writer.stamp)
  const quarterEnd = new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 + 3, 0))
  const body = {
    Name: name ?? lead['Company'],
    AccountId,
    StageName: 'Prospecting',
    CloseDate: quarterEnd.toISOString().slice(0, 10),
    LeadSource: lead['LeadSource'],
    OwnerId: owner
  }
  return createRecord(writer, writer.database.tableNamed('Opportunity'), body).Id
}

const taken = (lead: Row, names: readonly string[]): Record<string, Value> =>
  Object.fromEntries(
    names.map((name): [string, Value] => [name, lead[name] ?? null]).filter(([, v]) => v !== null)
  )

function address(lead: Row, prefix: string): Record<string, Value> {
  const parts = Object.entries(taken(lead, ['Street', 'City', 'State', 'PostalCode', 'Country']))
  return Object.fromEntries(parts.map(([name, value]) => [`${prefix}${name}`, value]))
}

function text(row: Row, name: string): string | undefined {
  const value = row[name]
  return typeof value === 'string' ? value : undefined
}
