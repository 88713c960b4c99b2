import type { Route } from '../http/call.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import { isDeleted, recordOf } from './find.ts'
import { nameOf, number, recordPath, shown } from './field-value.ts'
import { tokenField } from './guard.ts'
import { page } from './layout.ts'
import { recordTable } from './list-page.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'
import type { PageCall } from './page-call.ts'
import { recordMessages } from './record-messages.ts'
import { sections } from './sections.ts'

export const recordRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: '/page/records/:id', handle: record }
]

function record(call: PageCall) {
  const { row, table } = recordOf(call)
  const { spec, name } = table.schema
  const body = markup`
${isDeleted(row) && deletedNote(row)}
${call.org.database.hidden.has(row.Id) && markup`<p class="notice">Hidden from API users other than by this page.</p>`}
${sections(table.schema).map(
  ({ title, fields }) => markup`<section class="panel"><h2>${title}</h2><dl class="fields">
${fields.map(
  (field) => markup`<div><dt>${field.label} <code class="quiet">${field.name}</code></dt>
<dd>${shown(call.org, field, row[field.name])}</dd></div>`
)}</dl></section>`
)}
${children(call, table, row)}
${recordMessages(call, table.schema.name, row)}`
  const above = markup`<a href="/page/objects">Objects</a> / <a href="/page/objects/${name}">${spec.labelPlural}</a>`
  return page(call, { title: nameOf(call.org, row), body, above, actions: actions(table, row) })
}

function actions({ schema: { spec, fields } }: Table, row: Row): Html {
  if (isDeleted(row)) return markup``
  const path = recordPath(row.Id)
  const editable = [...fields].some(({ updateable }) => updateable)
  return markup`${editable && markup`<a class="button" href="${path}/edit">Edit</a>`}
${spec.deletable !== false && markup`<a class="button plain" href="${path}/delete">Delete</a>`}`
}

const deletedNote = (
  row: Row
) => markup`<form class="notice" method="post" action="${recordPath(row.Id)}/undelete">
${tokenField()}<p>This record is in the recycle bin.</p><button>Undelete</button></form>`

const shownChildren = 10

/** The records that point here, list by list; the empty lists in one line. */
function children(call: PageCall, table: Table, row: Row): Html {
  const { database } = call.org
  const lists = table.schema.children.flatMap(({ child, field, name }) => {
    const found = database.table(child).find(field.name, row.Id)
    // Without an index, looking for them would mean to look at every record.
    return found ? { child, name, rows: found.filter((each) => !isDeleted(each)) } : []
  })
  const empty = lists.filter(({ rows }) => rows.length === 0).map(({ name }) => name)
  const full = lists.filter(({ rows }) => rows.length > 0)
  return markup`${full.map(({ child, name, rows }) => {
    const more = rows.length - shownChildren
    return markup`<section><h2>${name} <span class="badge">${number(rows.length)}</span></h2>
${recordTable(call, child, rows.slice(0, shownChildren))}
${more > 0 && markup`<p class="quiet">And ${number(more)} more.</p>`}</section>`
  })}
${empty.length > 0 && markup`<p class="empty">Nothing in ${empty.join(', ')}.</p>`}`
}
