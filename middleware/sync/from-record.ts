import type { SalesforceRecord } from '../salesforce/record.ts'
import type { Change } from './change.ts'

/** A Salesforce record as it was read. */
export const fromSalesforceRecord = (
  { id, stamp, deleted, values, masterRecordId: masterId }: SalesforceRecord,
  tries: number
): Change => ({
  side: 'salesforce', id, stamp, deleted, values, masterId, tries
}) // prettier-ignore
