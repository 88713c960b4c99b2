import type { Reply, Route } from '../http/call.ts'
import { commit } from '../org-state.ts'
import { createRecord, updateRecord } from '../records/write.ts'
import type { Field } from '../schema/field.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import { recordOf, tableOf } from './find.ts'
import { nameOf, recordLink, recordPath } from './field-value.ts'
import { changedBody, inputText, problemsOf, typedTexts, valueProblems } from './form-body.ts'
import type { Problem, Typed } from './form-body.ts'
import { goTo, page } from './layout.ts'
import { markup } from './markup.ts'
import type { PageCall } from './page-call.ts'
import { recordForm } from './record-form.ts'

export const editRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: '/page/objects/:object/new', handle: blankForm },
  { method: 'POST', pattern: '/page/objects/:object/new', handle: create },
  { method: 'GET', pattern: '/page/records/:id/edit', handle: filledForm },
  { method: 'POST', pattern: '/page/records/:id/edit', handle: update }
]

function blankForm(call: PageCall): Reply {
  const table = tableOf(call)
  return newPage(call, table, textsOf(createable(table)), [])
}

function create(call: PageCall): Reply {
  const table = tableOf(call)
  const fields = createable(table)
  const before = textsOf(fields)
  const typed = typedTexts(fields, call.form, before)
  const body = changedBody(fields, typed, before)
  const problems = valueProblems(fields, body)
  if (problems.length > 0) return newPage(call, table, typed, problems)
  try {
    const row = commit(call.org, call.org.people.admin.id, (writer) => createRecord(writer, table, body))
    return goTo(recordPath(row.Id), 'created')
  } catch (error) {
    return newPage(call, table, typed, problemsOf(error))
  }
}

function newPage(call: PageCall, table: Table, typed: Typed, problems: readonly Problem[]): Reply {
  const { name, spec } = table.schema
  const list = `/page/objects/${name}`
  const body = recordForm(call, {
    schema: table.schema,
    fields: createable(table),
    typed,
    problems,
    required: (field) => mustHave(field) && !field.defaulted,
    cancelPath: list
  })
  const above = markup`<a href="/page/objects">Objects</a> / <a href="${list}">${spec.labelPlural}</a>`
  return page(call, {
    title: `New ${spec.label.toLowerCase()}`,
    body,
    above,
    status: problems.length > 0 ? 400 : 200
  })
}

function filledForm(call: PageCall): Reply {
  const { row, table } = recordOf(call)
  return editPage(call, { row, table, typed: textsOf(updateable(table), row), problems: [] })
}

function update(call: PageCall): Reply {
  const { row, table } = recordOf(call)
  const fields = updateable(table)
  const before = textsOf(fields, row)
  const typed = typedTexts(fields, call.form, before)
  const body = changedBody(fields, typed, before)
  const problems = [...changedMeanwhile(call, row), ...valueProblems(fields, body)]
  if (problems.length > 0) return editPage(call, { row, table, typed, problems })
  try {
    commit(call.org, call.org.people.admin.id, (writer) => updateRecord(writer, table, row.Id, body))
    return goTo(recordPath(row.Id), 'saved')
  } catch (error) {
    return editPage(call, { row, table, typed, problems: problemsOf(error) })
  }
}

/** Salesforce's page refuses as well to save over an edit it has not shown; the wording is ours. */
function changedMeanwhile({ form }: PageCall, row: Row): Problem[] {
  const seen = form.get('_stamp')
  if (seen === null || Number(seen) === stampOf(row)) return []
  const message = 'Somebody else changed this record meanwhile. Save again to put your values over theirs.'
  return [{ field: null, code: 'RECORD_CHANGED', message }]
}

interface Editing {
  readonly row: Row
  readonly table: Table
  readonly typed: Typed
  readonly problems: readonly Problem[]
}

function editPage(call: PageCall, { row, table, typed, problems }: Editing): Reply {
  const body = recordForm(call, {
    schema: table.schema,
    fields: updateable(table),
    typed,
    problems,
    required: mustHave,
    stamp: stampOf(row),
    cancelPath: recordPath(row.Id)
  })
  const title = `Edit ${nameOf(call.org, row)}`
  return page(call, {
    title,
    body,
    above: recordLink(call.org, row),
    status: problems.length > 0 ? 400 : 200
  })
}

const createable = ({ schema }: Table): Field[] => [...schema.fields].filter((field) => field.createable)
const updateable = ({ schema }: Table): Field[] => [...schema.fields].filter((field) => field.updateable)

const mustHave = ({ nillable, type }: Field) => !nillable && type !== 'boolean'

const stampOf = (row: Row) => Number(row['SystemModstamp'] ?? 0)

const textsOf = (fields: readonly Field[], row?: Row): Typed =>
  new Map(fields.map((field) => [field.name, inputText(field, row ? row[field.name] : field.defaultValue)]))
