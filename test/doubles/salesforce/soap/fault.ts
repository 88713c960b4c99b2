import type { Reply } from '../http/call.ts'
import { escapeXml, soapNamespace } from './envelope.ts'

/** A SOAP refusal: HTTP 500, the code three times over, as Salesforce writes it [V]. */
export class SoapFault extends Error {
  override readonly name = 'SoapFault'
  readonly code: string
  /** `LoginFault` for login(), `UnexpectedErrorFault` for the rest. */
  readonly type: string

  constructor(code: string, message: string, type = 'UnexpectedErrorFault') {
    super(message)
    this.code = code
    this.type = type
  }

  get reply(): Reply {
    const { code, type } = this
    const message = escapeXml(this.message)
    const text =
      `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${soapNamespace}" ` +
      'xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      `<soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring>` +
      `<detail><sf:${type} xsi:type="sf:${type}"><sf:exceptionCode>${code}</sf:exceptionCode>` +
      `<sf:exceptionMessage>${message}</sf:exceptionMessage></sf:${type}></detail></soapenv:Fault></soapenv:Body>` +
      '</soapenv:Envelope>'
    return { status: 500, text, headers: { 'Content-Type': 'text/xml; charset=utf-8' } }
  }
}
