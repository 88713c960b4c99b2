import { ApiError } from '../errors.ts'
import { activeVersion } from '../metadata/flow/flow-record.ts'
import type { UserPermission } from '../metadata/rights.ts'
import type { Commands } from './command.ts'

const permissions = ['ModifyMetadata', 'ModifyAllData', 'CustomizeApplication', 'ManageFlow']
const isPermission = (name: string): name is UserPermission => permissions.includes(name)

/** Deployed metadata. */
export const metadataCommands: Commands = {
  grantUserPermissions: {
    help: `username, permissions: exactly these of ${permissions.join(', ')}, besides the profile's`,
    run: ({ people, metadata }, args) => {
      const person = people.find(args.text('username'))
      if (!person) throw new ApiError(400, 'INVALID_INPUT', `No user ${args.text('username')}`)
      const wanted = args.texts('permissions')
      const stray = wanted.find((name) => !isPermission(name))
      if (stray !== undefined) throw new ApiError(400, 'INVALID_INPUT', `No permission ${stray}`)
      metadata.granted.set(person.id, new Set(wanted.filter(isPermission)))
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
