import { escapeXml, soapNamespace } from '../soap/envelope.ts'
import type { Reply } from '../http/call.ts'
import { metadataNamespace } from './xml.ts'

/** XML that is written already, as an element of a given `xsi:type`. */
export class WrittenXml {
  readonly type: string
  readonly inner: string
  constructor(type: string, inner: string) {
    this.type = type
    this.inner = inner
  }
}

/** A value as SOAP writes it: lists repeat their element, undefined parts are left out, null is nil. */
export function soapValue(name: string, value: unknown): string {
  if (value === undefined) return ''
  if (value === null) return `<${name} xsi:nil="true"/>`
  if (Array.isArray(value)) return value.map((item) => soapValue(name, item)).join('')
  if (value instanceof WrittenXml) return `<${name} xsi:type="${value.type}">${value.inner}</${name}>`
  if (typeof value === 'object') {
    const parts = Object.entries(value).map(([key, part]) => soapValue(key, part))
    return `<${name}>${parts.join('')}</${name}>`
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value) // numbers, true, false
  return `<${name}>${escapeXml(text)}</${name}>`
}

const headers = { 'Content-Type': 'text/xml; charset=utf-8' }

const envelope = (body: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${soapNamespace}" ${more}` +
  `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`

/** `<deployResponse><result>…`; a list answers with several results. */
export function soapAnswer(operation: string, result: unknown): Reply {
  const body = `<${operation}Response>${soapValue('result', result)}</${operation}Response>`
  return { status: 200, text: envelope(body, `xmlns="${metadataNamespace}" `), headers }
}

/** The Metadata API's faults have no detail [K]. */
export function soapRefusal(code: string, message: string): Reply {
  const body =
    `<soapenv:Fault><faultcode>sf:${code}</faultcode>` +
    `<faultstring>${code}: ${escapeXml(message)}</faultstring></soapenv:Fault>`
  return { status: 500, text: envelope(body, `xmlns:sf="${metadataNamespace}" `), headers }
}
