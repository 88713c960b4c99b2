import type { Route } from '../http/call.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import { isDeleted, tableOf } from './find.ts'
import { moment, number, recordLink, shown } from './field-value.ts'
import { page } from './layout.ts'
import { attributes, markup } from './markup.ts'
import type { Html } from './markup.ts'
import type { PageCall } from './page-call.ts'
import { pageRows, placeOf, readPlace, rowsBeside } from './paging.ts'
import { fieldsSearched, searchRows } from './search-rows.ts'
import { table as tableOfRows } from './table.ts'

export const listRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: '/page/objects/:object', handle: list }
]

function list(call: PageCall) {
  const table = tableOf(call)
  const { spec, name } = table.schema
  const typed = (call.query.get('q') ?? '').trim()
  const body = markup`${searchForm(table, typed)}${typed ? found(call, table, typed) : latest(call, table)}`
  const create = markup`<a class="button" href="/page/objects/${name}/new">New ${spec.label.toLowerCase()}</a>`
  const above = markup`<a href="/page/objects">Objects</a>`
  return page(call, {
    title: spec.labelPlural,
    body,
    above,
    ...(spec.createable !== false && { actions: create })
  })
}

function searchForm(table: Table, typed: string): Html {
  const { labelPlural, keyPrefix } = table.schema.spec
  const labels = fieldsSearched(table).map((name) => table.schema.field(name)?.label ?? name)
  return markup`<form class="search" role="search" method="get">
<label for="q">Search ${labelPlural.toLowerCase()}</label>
<div class="row"><input type="search" id="q" name="q"${attributes({ value: typed })} aria-describedby="q-hint"
 autocomplete="off" spellcheck="false"><button>Search</button></div>
<p class="hint" id="q-hint">Beginning of ${labels.join(', ')}, or of the id (${keyPrefix}…).</p></form>`
}

function found(call: PageCall, table: Table, typed: string): Html {
  const rows = searchRows(table, typed)
  const more = rows.length > pageRows
  const count = more ? `More than ${pageRows}` : rows.length === 0 ? 'None' : String(rows.length)
  return markup`<p role="status">${count} found for “<bdi>${typed}</bdi>”${more && ': type more letters for fewer'}.
<a href="/page/objects/${table.schema.name}">Show all</a></p>
${rows.length > 0 && recordTable(call, table.schema, rows.slice(0, pageRows))}`
}

function latest(call: PageCall, table: Table): Html {
  const { name, spec } = table.schema
  const [after, before] = [readPlace(call.query.get('after')), readPlace(call.query.get('before'))]
  const { rows, hasNewer, hasOlder } = rowsBeside(table.byStamp, (row) => !isDeleted(row), after, before)
  const [first, last] = [rows.at(0), rows.at(-1)]
  if (!first || !last) {
    return markup`<p class="empty">No ${spec.labelPlural.toLowerCase()} ${
      after || before ? markup`beyond here. <a href="/page/objects/${name}">To the first page</a>` : 'yet.'
    }</p>`
  }
  const path = `/page/objects/${name}`
  return markup`<p class="quiet">${number(table.size - table.bin.size)} records, the last changed first.</p>
${recordTable(call, table.schema, rows)}
<nav class="pages" aria-label="Pages">
${hasNewer && markup`<a class="button plain" rel="prev" href="${path}?before=${placeOf(first)}">Previous</a>`}
${hasOlder && markup`<a class="button plain" rel="next" href="${path}?after=${placeOf(last)}">Next</a>`}
</nav>`
}

/** Rows with the few fields that tell records apart. */
export function recordTable({ org }: PageCall, schema: ObjectSchema, rows: readonly Row[]): Html {
  const fields = tellingFields(schema)
  const columns = [
    { title: 'Name' },
    ...fields.map(({ label, type }, i) => ({ title: label, number: type === 'currency', minor: i > 0 })),
    { title: 'Last changed', minor: true }
  ]
  const cells = rows.map((row) => [
    markup`${recordLink(org, row)}${
      org.database.hidden.has(row.Id) && markup` <span class="tag">hidden from the API</span>`
    }`,
    ...fields.map((field) => shown(org, field, row[field.name])),
    moment(Number(row['SystemModstamp'] ?? 0))
  ])
  return tableOfRows({ caption: schema.spec.labelPlural, columns, rows: cells })
}

const telling = [
  'Email',
  'Company',
  'StageName',
  'Amount',
  'Industry',
  'Title',
  'Phone',
  'BillingCity',
  'Alias',
  'IsActive'
]

const tellingFields = (schema: ObjectSchema): Field[] =>
  telling.flatMap((name) => schema.field(name) ?? []).slice(0, 3)
