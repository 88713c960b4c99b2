import { child, readXml, soapBody } from '../soap/envelope.ts'
import { wordsOf } from '../uncertain.ts'

const outbound = 'http://soap.sforce.com/2005/09/outbound'

/**
 * Why an answer is no acknowledgement, as the org's monitor words it; null when it is one. Only
 * `notificationsResponse` in the outbound namespace counts, though some live receivers answer otherwise.
 */
export function ackFault(status: number, body: string): string | null {
  if (status !== 200) return `org.apache.commons.httpclient.HttpException: HTTP ${status}`
  let element
  try {
    element = soapBody(readXml(body))
  } catch (error) {
    if (body === '') return wordsOf('ackEmpty')
    if (!body.trimStart().startsWith('<')) {
      return 'org.xml.sax.SAXParseException: Content is not allowed in prolog.' // text [V]
    }
    return `org.xml.sax.SAXParseException: ${error instanceof Error ? error.message : ''}`
  }
  if (!element) return 'SOAP response has no Envelope and Body'
  if (element.name === 'Fault') return `SOAP fault: ${child(element, 'faultstring')?.text ?? ''}`
  if (element.name !== 'notificationsResponse' || element.namespace !== outbound) {
    return `Unexpected element {${element.namespace}}${element.name} in the SOAP response`
  }
  const ack = child(element, 'Ack')
  const said = ack?.namespace === outbound ? ack.text.trim() : ''
  if (said === 'true' || said === '1') return null
  return said === 'false' || said === '0' ? 'SOAP response was a nack' : 'SOAP response has no Ack'
}
