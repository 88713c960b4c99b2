import type { ApiError } from '../errors.ts'
import { SoapFault } from './fault.ts'

const types: Readonly<Record<string, string>> = {
  MALFORMED_QUERY: 'MalformedQueryFault',
  INVALID_FIELD: 'InvalidFieldFault',
  INVALID_TYPE: 'InvalidSObjectFault',
  INVALID_QUERY_LOCATOR: 'InvalidQueryLocatorFault',
  MALFORMED_ID: 'InvalidIdFault'
}
const placed = ['MalformedQueryFault', 'InvalidFieldFault', 'InvalidSObjectFault']

/** A refusal as a fault of the partner WSDL [V: its types]; row and column are -1 where the query has no place [K]. */
export function soapFaultOf({ code, message }: ApiError): SoapFault {
  if (code === 'INVALID_SESSION_ID') {
    return new SoapFault(code, 'Invalid Session ID found in SessionHeader: Illegal Session') // [V]
  }
  const type = types[code] ?? 'UnexpectedErrorFault'
  if (!placed.includes(type)) return new SoapFault(code, message, type)
  const place = /ERROR at Row:(\d+):Column:(\d+)/.exec(message)
  return new SoapFault(code, message, type, {
    row: Number(place?.[1] ?? -1),
    column: Number(place?.[2] ?? -1)
  })
}
