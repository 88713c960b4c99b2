import { ApiError } from '../errors.ts'
import { toId } from '../ids.ts'
import { commit } from '../org-state.ts'
import type { OrgState } from '../org-state.ts'
import { convertLead } from '../records/convert-lead.ts'
import type { Conversion } from '../records/convert-lead.ts'
import { mergeRecords } from '../records/merge.ts'
import { emptyFromBin } from '../records/write.ts'
import type { Args } from './args.ts'
import type { Commands } from './command.ts'

/** What admins and users of the org do besides plain writes: rules, locks, merges, conversions. */
export const ruleCommands: Commands = {
  addValidationRule: {
    help: "object, name, condition, message, field?: refuses writes where the condition is true, e.g. ISBLANK(Email) AND Title = 'x'",
    run: ({ rules, database }, args) =>
      rules.validation.define(database.tableNamed(args.text('object')).schema, {
        object: args.text('object'),
        name: args.text('name'),
        condition: args.text('condition'),
        message: args.text('message'),
        ...(args.has('field') && { field: args.text('field') })
      })
  },
  removeValidationRule: {
    help: 'object, name',
    run: ({ rules }, args) => ({ removed: rules.validation.remove(args.text('object'), args.text('name')) })
  },
  addDuplicateRule: {
    help: 'object, name, fields, action=block|alert, message?: alert lets a client save with allowSave=true',
    run: ({ rules }, args) => {
      const action = args.text('action')
      if (action !== 'block' && action !== 'alert') {
        throw new ApiError(400, 'INVALID_INPUT', 'Control command: action must be block or alert')
      }
      rules.duplicates.define({
        object: args.text('object'),
        name: args.text('name'),
        fields: args.texts('fields'),
        action,
        ...(args.has('message') && { message: args.text('message') })
      })
    }
  },
  removeDuplicateRule: {
    help: 'object, name',
    run: ({ rules }, args) => ({ removed: rules.duplicates.remove(args.text('object'), args.text('name')) })
  },
  lockRows: {
    help: 'ids, ms?, writes?: UNABLE_TO_LOCK_ROW for writes of these records and their children, for a time or a number',
    run: ({ rules, clock }, args) => {
      const until = args.has('ms') ? clock.now() + args.number('ms') : Infinity
      for (const id of args.texts('ids')) rules.locks.lock(idOf(id), until, args.number('writes', Infinity))
    }
  },
  unlockRows: {
    help: 'lets go of all locked rows; how many',
    run: ({ rules }) => ({ unlocked: rules.locks.clear() })
  },
  merge: {
    help: 'id, losers, values?: merges up to two records into one, as the admin',
    run: (org, args) => {
      const id = idOf(args.text('id'))
      const object = org.schema.ofId(id)
      if (!object) throw new ApiError(400, 'INVALID_TYPE', `No object has the id ${id}`)
      const values = args.has('values') ? args.object('values') : {}
      return asAdmin(org, (writer) =>
        mergeRecords(writer, org.database.table(object), id, values, args.texts('losers').map(idOf))
      )
    }
  },
  convertLead: {
    help:
      'leadId, convertedStatus=Closed - Converted, accountId?, contactId?, ownerId?, opportunityName?, ' +
      'doNotCreateOpportunity?, overwriteLeadSource?: as the admin',
    run: (org, args) => asAdmin(org, (writer) => convertLead(writer, conversion(args)))
  },
  emptyBin: {
    help: 'ids: out of the recycle bin for good',
    run: (org, args) =>
      asAdmin(org, (writer) => {
        for (const id of args.texts('ids').map(idOf)) {
          const object = org.schema.ofId(id)
          if (object) emptyFromBin(writer, org.database.table(object), id)
        }
      })
  }
}

const asAdmin = <T>(org: OrgState, work: Parameters<typeof commit<T>>[2]): T =>
  commit(org, org.people.admin.id, work)

function conversion(args: Args): Conversion {
  const optional = (name: string) => (args.has(name) ? idOf(args.text(name)) : undefined)
  return {
    leadId: idOf(args.text('leadId')),
    convertedStatus: args.optionalText('convertedStatus') ?? 'Closed - Converted',
    accountId: optional('accountId'),
    contactId: optional('contactId'),
    ownerId: optional('ownerId'),
    opportunityName: args.optionalText('opportunityName'),
    doNotCreateOpportunity: args.optionalBoolean('doNotCreateOpportunity') ?? false,
    overwriteLeadSource: args.optionalBoolean('overwriteLeadSource') ?? false
  }
}

function idOf(text: string): string {
  const id = toId(text)
  if (!id) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${text}`)
  return id
}
