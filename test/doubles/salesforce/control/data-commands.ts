import { ApiError, notFound } from '../errors.ts'
import { toId } from '../ids.ts'
import { commit } from '../org-state.ts'
import type { OrgState } from '../org-state.ts'
import { createRecord, deleteRecord, undeleteRecord, updateRecord } from '../records/write.ts'
import type { Writer } from '../records/write.ts'
import { seed } from '../seed/seed.ts'
import { project, plainShape } from '../soql/select.ts'
import type { Table } from '../store/table.ts'
import type { Args } from './args.ts'
import type { Commands } from './command.ts'

/** Records. Writes here are the admin's unless `as` names another user. */
export const dataCommands: Commands = {
  save: {
    help: 'writes the org to the folder it is kept in (--data); answers once that is durable',
    run: async (org) => ({ saved: await org.save() })
  },
  create: {
    help: 'object, values, as?: creates a record as the API would; {id}',
    run: (org, args) => ({
      id: write(org, args, (writer, table) => createRecord(writer, table, args.object('values')).Id)
    })
  },
  update: {
    help: 'object, id, values, as?',
    run: (org, args) =>
      write(org, args, (writer, table) => void updateRecord(writer, table, idOf(args), args.object('values')))
  },
  delete: {
    help: 'object, id, as?: into the recycle bin, with its children',
    run: (org, args) => write(org, args, (writer, table) => deleteRecord(writer, table, idOf(args)))
  },
  undelete: {
    help: 'object, id, as?: out of the recycle bin',
    run: (org, args) => write(org, args, (writer, table) => undeleteRecord(writer, table, idOf(args)))
  },
  hardDelete: {
    help: 'object, id: gone without a trace',
    run: (org, args) => {
      const table = tableOf(org, args)
      const row = table.get(idOf(args))
      if (!row) throw notFound()
      table.remove(row)
    }
  },
  alter: {
    help: 'object, id, values: changes fields behind the API: no stamps, no messages (MasterRecordId, formulas, …)',
    run: (org, args) => {
      const table = tableOf(org, args)
      const row = table.get(idOf(args))
      if (!row) throw notFound()
      table.change(row, args.values('values'))
    }
  },
  lateCommit: {
    help: 'object, id?, values, delayMs, as?: a write stamped now that becomes visible later',
    run: (org, args) => {
      const table = tableOf(org, args)
      const id = args.has('id') ? idOf(args) : undefined
      org.staged.stage(userOf(org, args), args.number('delayMs'), (writer) =>
        id
          ? updateRecord(writer, table, id, args.object('values'))
          : createRecord(writer, table, args.object('values'))
      )
    }
  },
  commitStaged: {
    help: 'makes all late commits visible now; how many',
    run: ({ staged }) => ({ committed: staged.commitAll() })
  },
  hide: {
    help: 'ids: the API no longer sees these records (sharing)',
    run: ({ database }, args) => args.texts('ids').forEach((id) => database.hidden.add(toId(id) ?? id))
  },
  show: {
    help: 'ids: takes hide back',
    run: ({ database }, args) => args.texts('ids').forEach((id) => database.hidden.delete(toId(id) ?? id))
  },
  purgeDeleteLog: {
    help: 'the log behind `deleted` forgets all until now, as a busy org does: earliestDateAvailable says so',
    run: ({ rules, clock }) => {
      rules.deletions.since = clock.now()
    }
  },
  record: {
    help: 'object, id: all fields of a record, deleted or not; null when there is none',
    run: (org, args) => {
      const table = tableOf(org, args)
      const row = table.get(idOf(args))
      return row ? project(org.database, row, plainShape(table.schema, table.schema.fields), '62.0') : null
    }
  },
  seed: {
    help: 'contacts, seed?=1: generates contacts, accounts, leads and opportunities; what was made',
    run: (org, args) => seed(org, args.number('contacts'), args.number('seed', 1))
  }
}

function write<T>(org: OrgState, args: Args, work: (writer: Writer, table: Table) => T): T {
  return commit(org, userOf(org, args), (writer) => work(writer, tableOf(org, args)))
}

function userOf({ people }: OrgState, args: Args): string {
  const username = args.optionalText('as') ?? people.admin.username
  const person = people.find(username)
  if (!person) throw new ApiError(400, 'INVALID_INPUT', `No user ${username}`)
  return person.id
}

function tableOf({ schema, database }: OrgState, args: Args): Table {
  const object = schema.object(args.text('object'))
  if (!object) throw new ApiError(400, 'INVALID_TYPE', `No object ${args.text('object')}`)
  return database.table(object)
}

function idOf(args: Args): string {
  const id = toId(args.text('id'))
  if (!id) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${args.text('id')}`)
  return id
}
