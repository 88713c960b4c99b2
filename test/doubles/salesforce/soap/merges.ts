import { ApiError } from '../errors.ts'
import { toId } from '../ids.ts'
import { convertLead } from '../records/convert-lead.ts'
import type { Conversion } from '../records/convert-lead.ts'
import { mergeRecords } from '../records/merge.ts'
import { child, childrenNamed, childText } from './envelope.ts'
import type { Element } from './envelope.ts'
import { isTrue, readSObject, recordNamed } from './read-sobject.ts'
import { saveRows } from './save-rows.ts'
import type { SoapOperation } from './soap-call.ts'
import { nil, tag, tags } from './xml.ts'

/** The two operations that REST has no resource for. */
export const merges: Readonly<Record<string, SoapOperation>> = {
  merge: (request) =>
    saveRows(
      request,
      // `request` in the WSDL; jsforce names it otherwise.
      request.operation.children.filter(({ name }) => name === 'request' || name === 'mergeRequests'),
      (writer, element) => {
        const { org } = request.call
        const master = child(element, 'masterRecord')
        if (!master) throw new ApiError(400, 'MISSING_ARGUMENT', 'masterRecord is missing', [])
        const { table, id, body } = readSObject(org, master)
        const losers = childrenNamed(element, 'recordToMergeIds').map(
          ({ text }) => recordNamed(org, text.trim()).id
        )
        return mergeRecords(writer, table, recordNamed(org, id).id, body, losers)
      },
      {
        saved: ({ id, mergedRecordIds, updatedRelatedIds }) =>
          tag('id', id) +
          tags('mergedRecordIds', mergedRecordIds) +
          tag('success', true) +
          tags('updatedRelatedIds', updatedRelatedIds),
        failed: nil('id') + tag('success', false)
      }
    ),
  convertLead: (request) =>
    saveRows(
      request,
      childrenNamed(request.operation, 'leadConverts'),
      (writer, element) => convertLead(writer, conversion(element)),
      {
        saved: ({ accountId, contactId, leadId, opportunityId }) =>
          tag('accountId', accountId) +
          tag('contactId', contactId) +
          tag('leadId', leadId) +
          tag('opportunityId', opportunityId) +
          tag('success', true),
        failed:
          nil('accountId') + nil('contactId') + nil('leadId') + nil('opportunityId') + tag('success', false)
      }
    )
}

function conversion(element: Element): Conversion {
  return {
    leadId: idOf(element, 'leadId') ?? '',
    convertedStatus: childText(element, 'convertedStatus') ?? '',
    accountId: idOf(element, 'accountId'),
    contactId: idOf(element, 'contactId'),
    ownerId: idOf(element, 'ownerId'),
    opportunityName: childText(element, 'opportunityName'),
    doNotCreateOpportunity: isTrue(element, 'doNotCreateOpportunity'),
    overwriteLeadSource: isTrue(element, 'overwriteLeadSource')
  }
}

function idOf(element: Element, name: string): string | undefined {
  const given = childText(element, name)
  if (given === undefined) return undefined
  const id = toId(given)
  if (!id) throw new ApiError(400, 'MALFORMED_ID', `${given}: malformed id`, [name])
  return id
}
