import { grantPermissionSet } from '../access/seen-by.ts'
import type { PermissionSet } from '../access/permission-set.ts'
import { ApiError } from '../errors.ts'
import type { OrgState } from '../org-state.ts'
import type { Args } from './args.ts'
import type { Commands } from './command.ts'

/** Permission sets; they count when the switch `fieldSecurity` is `strict`. */
export const permissionCommands: Commands = {
  grantPermissionSet: {
    help:
      'name, objectPermissions?, fieldPermissions?, userPermissions?, username?: defines a permission set, Metadata API ' +
      'words, and gives it to a user (the integration user)',
    run: (org, args) => {
      const set = { ...args.rest, name: args.text('name') } satisfies PermissionSet // told by tests, unchecked
      grantPermissionSet(org, userOf(org, args), set)
    }
  },
  assignPermissionSet: {
    help: 'name, username?: gives a permission set that was deployed or defined to a user (the integration user)',
    run: (org, args) => org.access.assign(args.text('name'), userOf(org, args))
  },
  revokePermissionSet: {
    help: 'name, username?: takes a permission set from a user',
    run: (org, args) => org.access.unassign(args.text('name'), userOf(org, args))
  }
}

function userOf({ people }: OrgState, args: Args): string {
  const username = args.optionalText('username') ?? people.integration.username
  const person = people.find(username)
  if (!person) throw new ApiError(400, 'INVALID_INPUT', `No user ${username}`)
  return person.id
}
