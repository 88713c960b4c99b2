import type { Reply, Route } from '../http/call.ts'
import { commit } from '../org-state.ts'
import { deleteRecord, undeleteRecord } from '../records/write.ts'
import { recordOf } from './find.ts'
import { nameOf, recordLink, recordPath } from './field-value.ts'
import { problemsOf } from './form-body.ts'
import type { Problem } from './form-body.ts'
import { tokenField } from './guard.ts'
import { goTo, page } from './layout.ts'
import { markup } from './markup.ts'
import type { PageCall } from './page-call.ts'
import { problemSummary } from './record-form.ts'

export const deleteRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: '/page/records/:id/delete', handle: (call) => question(call, []) },
  { method: 'POST', pattern: '/page/records/:id/delete', handle: remove },
  { method: 'POST', pattern: '/page/records/:id/undelete', handle: restore }
]

function question(call: PageCall, problems: readonly Problem[]): Reply {
  const { row, table } = recordOf(call)
  const kind = table.schema.spec.label.toLowerCase()
  const body = markup`${problemSummary(table.schema, problems)}
<form method="post" class="panel">${tokenField()}
<p>This ${kind} goes into the recycle bin${
    table.schema.children.length > 0 &&
    ', with the records that belong to it as far as Salesforce takes them along'
  }. It can be restored from there.</p>
<div class="actions"><button class="danger">Delete</button><a class="button plain" href="${recordPath(row.Id)}">Cancel</a></div>
</form>`
  const title = `Delete ${nameOf(call.org, row)}?`
  return page(call, {
    title,
    body,
    above: recordLink(call.org, row),
    status: problems.length > 0 ? 400 : 200
  })
}

function remove(call: PageCall): Reply {
  const { row, table } = recordOf(call)
  try {
    commit(call.org, call.org.people.admin.id, (writer) => deleteRecord(writer, table, row.Id))
  } catch (error) {
    return question(call, problemsOf(error))
  }
  return goTo(`/page/objects/${table.schema.name}`, 'deleted')
}

function restore(call: PageCall): Reply {
  const { row, table } = recordOf(call)
  commit(call.org, call.org.people.admin.id, (writer) => undeleteRecord(writer, table, row.Id))
  return goTo(recordPath(row.Id), 'undeleted')
}
