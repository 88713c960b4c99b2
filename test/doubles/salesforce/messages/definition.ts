import { ApiError } from '../errors.ts'
import type { Database } from '../store/database.ts'

/** An outbound message as an admin defines it; a flow that sends it after each save is understood. */
export interface MessageDefinition {
  /** Object whose creates and updates are told. */
  readonly object: string
  readonly name: string
  readonly endpointUrl: string
  /** Field API names. The Id is always sent. */
  readonly fields: readonly string[]
  /** Username or id the message is sent as. */
  readonly integrationUser?: string
  /** Ignored: Salesforce sends no session id since February 2026 [V]. */
  readonly includeSessionId?: boolean
  /** `62.0` */
  readonly apiVersion?: string
  /** True when the flow (or the user's permission) leaves the integration user's own writes out. */
  readonly skipIntegrationUserWrites?: boolean
  /** Messages given up after 24 h go to the failed list instead of being forgotten [V]. */
  readonly useDeadLetterQueue?: boolean
  /** True for deployed ones: only flows send them. */
  readonly sentByFlows?: boolean
  /** `04k…`; a new one unless given. */
  readonly actionId?: string
}

export interface RegisteredMessage extends MessageDefinition {
  /** `04k…`, the ActionId of its bodies. */
  readonly actionId: string
  readonly apiVersion: string
}

export function checkDefinition(database: Database, definition: MessageDefinition): void {
  const object = database.schema.object(definition.object)
  if (!object) throw invalid(`sObject type '${definition.object}' is not supported.`)
  if (!/^https?:$/.test(URL.parse(definition.endpointUrl)?.protocol ?? '')) {
    throw invalid(`Endpoint URL is no http or https address: ${definition.endpointUrl}`)
  }
  for (const name of definition.fields) {
    const field = object.field(name)
    if (!field || field.type === 'address')
      throw invalid(`Field can't be selected: ${definition.object}.${name}`)
  }
}

const invalid = (message: string) => new ApiError(400, 'INVALID_INPUT', message)
