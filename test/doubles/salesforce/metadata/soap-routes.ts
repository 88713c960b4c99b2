import { ApiError } from '../errors.ts'
import type { Call, Reply, Route } from '../http/call.ts'
import { enter } from '../login/enter.ts'
import { isServed } from '../rest/versions.ts'
import { soapNamespace } from '../soap/envelope.ts'
import { soapFaultOf } from '../soap/soap-fault-of.ts'
import { mayUseMetadataApi } from './rights.ts'
import { operations } from './soap-operations.ts'
import { soapAnswer, soapRefusal } from './soap-xml.ts'
import { childOf, parseXml, textOf, XmlError } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** The Metadata API by SOAP. */
export const metadataSoapRoutes: readonly Route<Call>[] = [
  { method: 'POST', pattern: '/services/Soap/m/*', handle: metadata }
]

export const noRight =
  'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions' // [V]

function metadata(call: Call): Reply {
  const { org } = call
  const version = Number(call.params['rest']?.split('/')[0])
  if (!isServed(version, org.switches)) {
    return soapRefusal('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL')
  }
  const envelope = read(call.body)
  const operation = envelope && childOf(envelope, 'Body')?.children[0]
  if (!operation) return soapRefusal('UNKNOWN_EXCEPTION', `The request is no envelope of ${soapNamespace}`)
  const header = childOf(envelope, 'Header')
  const token = textOf(header && childOf(header, 'SessionHeader'), 'sessionId')
  try {
    const session = enter(org, token)
    if (!mayUseMetadataApi(org, session.userId)) return soapRefusal('INSUFFICIENT_ACCESS', noRight)
    const run = operations[operation.name]
    if (!run) return soapRefusal('INVALID_OPERATION', `The practice org does not know ${operation.name}`)
    return soapAnswer(operation.name, run({ org, userId: session.userId, operation, version }))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { code, message } = soapFaultOf(error)
    return soapRefusal(code, message)
  }
}

function read(body: string): XmlElement | undefined {
  try {
    const root = parseXml(body)
    return root.name === 'Envelope' ? root : undefined
  } catch (error) {
    if (error instanceof XmlError) return undefined
    throw error
  }
}
