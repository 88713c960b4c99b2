import type { Call, Reply, Route } from '../http/call.ts'
import { child, readXml, soapBody } from './envelope.ts'
import type { Element } from './envelope.ts'
import { SoapFault } from './fault.ts'
import { login } from './login.ts'

/** A SOAP call: its version (`62`), the operation's element and the session id of its header. */
export interface SoapCall {
  readonly call: Call
  readonly version: number
  readonly operation: Element
  readonly sessionId: string | undefined
}

/** Operations by element name; more of the partner API is added here. */
const operations: Readonly<Record<string, (soap: SoapCall) => Reply>> = { login }

export const soapRoutes: readonly Route<Call>[] = [
  { method: 'POST', pattern: '/services/Soap/u/*', handle: partner }
]

/** SOAPAction is ignored, as by Salesforce: the body's element says what is wanted. */
function partner(call: Call): Reply {
  const version = Number(call.params['rest']?.split('/')[0])
  try {
    const { operation, sessionId } = parse(call.body)
    if (!Number.isFinite(version) || version <= 30 || version > 68) {
      throw new SoapFault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL')
    }
    const run = operations[operation.name]
    if (!run)
      throw new SoapFault(
        'INVALID_OPERATION',
        `The practice org does not know the SOAP operation ${operation.name}`
      )
    return run({ call, version, operation, sessionId })
  } catch (error) {
    if (error instanceof SoapFault) return error.reply
    throw error
  }
}

function parse(body: string): { operation: Element; sessionId: string | undefined } {
  try {
    const root = readXml(body)
    const operation = soapBody(root)
    if (!operation) throw new Error('no SOAP envelope')
    return {
      operation,
      sessionId: child(child(child(root, 'Header'), 'SessionHeader'), 'sessionId')?.text.trim()
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new SoapFault('INVALID_SOAP_ENVELOPE', `The request is not a SOAP envelope: ${reason}`)
  }
}
