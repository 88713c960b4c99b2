import type { Connector } from './connector.ts'
import { salesmanago } from './salesmanago/connector.ts'

/** Every system Bothways can keep in step with Salesforce. A new connector is one folder and one line here. */
export const connectors: readonly Connector[] = [salesmanago]

export function connectorNamed(known: readonly Connector[], name: string): Connector | undefined {
  return known.find((connector) => connector.name === name)
}
