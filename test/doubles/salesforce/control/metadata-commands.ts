import { activeVersion } from '../metadata/flow/flow-record.ts'
import type { Commands } from './command.ts'

/** Deployed metadata. */
export const metadataCommands: Commands = {
  faultAction: {
    help: 'action (Contact.My_Message), on?=true: flows that reach it fault; without a fault path the save is taken back',
    run: ({ metadata }, args) => {
      const name = args.text('action').toLowerCase()
      if (args.optionalBoolean('on') ?? true) metadata.faulting.add(name)
      else metadata.faulting.delete(name)
    }
  },
  flows: {
    help: 'deployed flows with their versions: [{name, active, versions: [{number, status}]}]',
    run: ({ metadata }) =>
      metadata.catalogue.flows.map((flow) => ({
        name: flow.name,
        active: activeVersion(flow)?.number ?? null,
        versions: flow.versions.map(({ number, status }) => ({ number, status }))
      }))
  }
}
