import { ApiError } from '../errors.ts'
import { Chaos } from '../http/chaos.ts'
import { showSandbox } from '../login/show-sandbox.ts'
import { settlePersonAccounts } from '../records/settle-person-accounts.ts'
import { checkedSwitches } from './checked-switches.ts'
import { withEditionLimits } from '../switches.ts'
import type { OrgState } from '../org-state.ts'
import type { Args } from './args.ts'
import type { Commands } from './command.ts'

/** Logins, sessions, limits, switches and faults. */
export const accessCommands: Commands = {
  set: {
    help: 'any of the switches, e.g. {soapLogin: false, apiUsed: 99990, pageSize: 3}; answers all of them',
    run: (org, args) => {
      const { switches, outbox } = org
      Object.assign(switches, withEditionLimits(checkedSwitches(args.rest), switches))
      settlePersonAccounts(org)
      showSandbox(org)
      outbox.wake(0)
      return switches
    }
  },
  expireSessions: {
    help: 'kills every session; answers how many',
    run: ({ sessions }) => ({ expired: sessions.closeAll() })
  },
  revokeRefreshTokens: {
    help: 'makes every refresh token invalid; answers how many',
    run: ({ grants }) => ({ revoked: grants.revokeAll() })
  },
  addCallbackUrl: {
    help: 'url: the app may send authorization codes there',
    run: ({ app }, args) => {
      app.callbackUrls.add(args.text('url'))
      return { callbackUrls: [...app.callbackUrls] }
    }
  },
  closeCursors: {
    help: 'makes every query locator invalid',
    run: ({ cursors }) => cursors.clear()
  },
  openSession: {
    help: 'username?: a new access token (the admin’s when left out)',
    run: (org, args) => ({ accessToken: org.sessions.open(personOf(org, args).id).token })
  },
  setUser: {
    help: 'username, active?, passwordExpired?, lockedOut?, sendsMessages?: the permission Send Outbound Messages',
    run: (org, args) => {
      const person = personOf(org, args)
      person.passwordExpired = args.optionalBoolean('passwordExpired') ?? person.passwordExpired
      person.lockedOut = args.optionalBoolean('lockedOut') ?? person.lockedOut
      person.sendsMessages = args.optionalBoolean('sendsMessages') ?? person.sendsMessages
      const active = args.optionalBoolean('active')
      if (active !== undefined)
        org.database.tableNamed('User').change(org.people.row(person), { IsActive: active })
      return { id: person.id }
    }
  },
  fault: {
    help: 'method?, path?, times=1, delayMs?, status?, errorCode?, message?, cut?=before|during|after: fails next requests',
    run: ({ faults }, args) => {
      const { rest } = args
      const cut = args.optionalText('cut')
      faults.add({
        times: args.number('times', 1),
        ...(args.has('method') && { method: args.text('method') }),
        ...(args.has('path') && { path: args.text('path') }),
        ...(args.has('delayMs') && { delayMs: args.number('delayMs') }),
        ...(args.has('status') && { status: args.number('status') }),
        ...(args.has('errorCode') && { errorCode: args.text('errorCode') }),
        ...(args.has('message') && { message: args.text('message') }),
        ...((cut === 'before' || cut === 'during' || cut === 'after') && { cut })
      })
      return rest
    }
  },
  chaos: {
    help: 'seed?: random faults from now on, the same for the same seed: late, 503, cut replies, row locks, expired sessions; without a seed, no more',
    run: (org, args) => {
      org.chaos = args.has('seed') ? new Chaos(args.number('seed')) : null
    }
  },
  clearFaults: {
    help: 'forgets the faults that were not met yet',
    run: ({ faults }) => faults.clear()
  }
}

function personOf({ people }: OrgState, args: Args) {
  const username = args.optionalText('username') ?? people.admin.username
  const person = people.find(username)
  if (!person) throw new ApiError(400, 'INVALID_INPUT', `No user ${username}`)
  return person
}
