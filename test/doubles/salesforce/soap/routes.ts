import { seenBy } from '../access/seen-by.ts'
import { ApiError } from '../errors.ts'
import type { Call, Reply, Route } from '../http/call.ts'
import { enter } from '../login/enter.ts'
import { isServed } from '../rest/versions.ts'
import { describes } from './describes.ts'
import { enterprise, partner } from './dialect.ts'
import type { Dialect } from './dialect.ts'
import { child, childText, readXml, soapBody, soapNamespace } from './envelope.ts'
import type { Element } from './envelope.ts'
import { soapFaultOf } from './soap-fault-of.ts'
import { SoapFault } from './fault.ts'
import { login } from './login.ts'
import { merges } from './merges.ts'
import { queries } from './queries.ts'
import { replications } from './replication.ts'
import { saves } from './saves.ts'
import { sessionCalls } from './session-calls.ts'
import type { SoapCall, SoapOperation } from './soap-call.ts'
import { tag } from './xml.ts'

/** Operations by element name, besides login(). */
const operations: Readonly<Record<string, SoapOperation>> = {
  ...queries,
  ...saves,
  ...merges,
  ...replications,
  ...describes,
  ...sessionCalls
}

export const soapRoutes: readonly Route<Call>[] = [
  { method: 'POST', pattern: '/services/Soap/u/*', handle: (call) => answer(call, partner) },
  { method: 'POST', pattern: '/services/Soap/c/*', handle: (call) => answer(call, enterprise) }
]

/** SOAPAction is ignored, as by Salesforce: the body's element says what is wanted. */
function answer(call: Call, dialect: Dialect): Reply {
  const version = Number(call.params['rest']?.split('/')[0])
  try {
    const sent = { call, dialect, version, ...parse(call.body) }
    if (!isServed(version, call.org.switches)) {
      throw new SoapFault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL')
    }
    return sent.operation.name === 'login' ? login(sent) : run(sent)
  } catch (error) {
    if (error instanceof ApiError) return soapFaultOf(error).replyIn(dialect)
    if (error instanceof SoapFault) return error.replyIn(dialect)
    throw error
  }
}

function run(sent: SoapCall): Reply {
  const { call, operation, dialect, sessionId } = sent
  const operate = operations[operation.name]
  if (!operate) {
    const message = `The practice org does not know the SOAP operation ${operation.name}`
    throw new SoapFault('INVALID_OPERATION', message)
  }
  const session = enter(call.org, sessionId)
  const seen = { ...call, org: seenBy(call.org, session.userId) }
  const results = operate({ ...sent, call: seen, session })
  const { apiUsed, apiMax } = call.org.switches
  const limit = tag('current', apiUsed) + tag('limit', apiMax) + tag('type', 'API REQUESTS')
  const text =
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${soapNamespace}" ` +
    `xmlns="${dialect.api}" xmlns:sf="${dialect.sobject}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ` +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header><LimitInfoHeader>' +
    `<limitInfo>${limit}</limitInfo></LimitInfoHeader></soapenv:Header><soapenv:Body>` +
    `<${operation.name}Response>${results}</${operation.name}Response></soapenv:Body></soapenv:Envelope>`
  return { status: 200, text, headers: { 'Content-Type': 'text/xml; charset=utf-8' } }
}

function parse(body: string): Pick<SoapCall, 'operation' | 'header' | 'sessionId'> {
  try {
    const root: Element = readXml(body)
    const operation = soapBody(root)
    if (!operation) throw new Error('no SOAP envelope')
    const header = child(root, 'Header')
    return { operation, header, sessionId: childText(child(header, 'SessionHeader'), 'sessionId') }
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new SoapFault('INVALID_SOAP_ENVELOPE', `The request is not a SOAP envelope: ${reason}`)
  }
}
