import type { Reply } from '../http/call.ts'
import { partner } from './dialect.ts'
import type { Dialect } from './dialect.ts'
import { escapeXml, soapNamespace } from './envelope.ts'

/** A SOAP refusal: HTTP 500, the code three times over, as Salesforce writes it [V]. */
export class SoapFault extends Error {
  override readonly name = 'SoapFault'
  readonly code: string
  /** `LoginFault` for login(), `MalformedQueryFault` and its like for queries, `UnexpectedErrorFault` for the rest. */
  readonly type: string
  /** Where a query is wrong, for the faults that tell it. */
  readonly place: { readonly row: number; readonly column: number } | undefined

  constructor(code: string, message: string, type = 'UnexpectedErrorFault', place?: SoapFault['place']) {
    super(message)
    this.code = code
    this.type = type
    this.place = place
  }

  get reply(): Reply {
    return this.replyIn(partner)
  }

  replyIn({ fault }: Dialect): Reply {
    const { code, type, place } = this
    const where = place ? `<sf:row>${place.row}</sf:row><sf:column>${place.column}</sf:column>` : ''
    const message = escapeXml(this.message)
    const text =
      `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${soapNamespace}" ` +
      `xmlns:sf="${fault}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
      `<soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring>` +
      `<detail><sf:${type} xsi:type="sf:${type}"><sf:exceptionCode>${code}</sf:exceptionCode>` +
      `<sf:exceptionMessage>${message}</sf:exceptionMessage>${where}</sf:${type}></detail></soapenv:Fault></soapenv:Body>` +
      '</soapenv:Envelope>'
    return { status: 500, text, headers: { 'Content-Type': 'text/xml; charset=utf-8' } }
  }
}
