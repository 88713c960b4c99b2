import type { Connector } from '../../../connectors/connector.ts'
import type { Answer } from '../contract/index.ts'
import type { Handlers } from '../call.ts'
import type { HandlerDependencies } from './dependencies.ts'

export function connectorHandlers({ engine }: HandlerDependencies): Pick<Handlers, 'listConnectors'> {
  return {
    async listConnectors() {
      return { body: { connectors: engine.connectors.map(described) } }
    }
  }
}

function described(connector: Connector): Answer<'listConnectors'>['connectors'][number] {
  const { name, label, settings, objects } = connector
  return {
    name,
    label,
    settings: settings.map((one) => ({
      name: one.name,
      label: one.label,
      type: one.type,
      optional: one.optional === true,
      help: one.help ?? null,
      warnWhenBlank: one.warnWhenBlank ?? null
    })),
    editions: connector.editions === undefined ? null : [...connector.editions],
    objects: Object.entries(objects).map(([object, spec]) => ({ name: object, label: spec.label })),
    hasPanel: connector.panel !== undefined,
    countsRecords: connector.limits.quotaUnit === 'record'
  }
}
