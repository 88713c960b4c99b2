import type { Route } from '../http/call.ts'
import { binKey } from '../store/recycle-bin.ts'
import type { Table } from '../store/table.ts'
import { moment, number, recordLink, recordPath, nameOf } from './field-value.ts'
import { tokenField } from './guard.ts'
import { page } from './layout.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'
import type { PageCall } from './page-call.ts'
import { pageRows } from './paging.ts'
import { table } from './table.ts'

export const binRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: '/page/bin', handle: bin },
  { method: 'GET', pattern: '/page/bin/:object', handle: bin }
]

/** Deleted records by object; of the whole org each object's first page, of one object page after page. */
function bin(call: PageCall) {
  const { org, params } = call
  const wanted = params['object']?.toLowerCase()
  const tables = [...org.schema.objects]
    .filter(({ name }) => wanted === undefined || name.toLowerCase() === wanted)
    .map((object) => org.database.table(object))
    .filter((each) => each.bin.size > 0)
  const body = markup`<p class="lead">Deleted records, the last deleted first.</p>
${tables.length > 0 ? tables.map((each) => deletedOf(call, each)) : markup`<p class="empty">The recycle bin is empty.</p>`}`
  return page(call, { title: 'Recycle bin', body })
}

function deletedOf({ org, query, params }: PageCall, { schema, bin }: Table): Html {
  const below = params['object'] === undefined ? undefined : (query.get('below') ?? undefined)
  const rows = bin
    .newest(below)
    .take(pageRows + 1)
    .toArray()
  const last = rows.length > pageRows ? rows[pageRows - 1] : undefined
  const cells = rows.slice(0, pageRows).map((row) => [
    recordLink(org, row),
    moment(Number(row['SystemModstamp'] ?? 0)),
    markup`<form method="post" action="${recordPath(row.Id)}/undelete">${tokenField()}
<button class="plain small">Undelete<span class="hidden"> ${nameOf(org, row)}</span></button></form>`
  ])
  const columns = [{ title: 'Name' }, { title: 'Deleted' }, { title: 'Restore', silent: true }]
  return markup`<section><h2>${schema.spec.labelPlural} <span class="badge">${number(bin.size)}</span></h2>
${table({ caption: `Deleted ${schema.spec.labelPlural.toLowerCase()}`, columns, rows: cells })}
<nav class="pages" aria-label="Pages of deleted ${schema.spec.labelPlural.toLowerCase()}">
${below !== undefined && markup`<a class="button plain" href="/page/bin/${schema.name}">First page</a>`}
${last && markup`<a class="button plain" rel="next" href="/page/bin/${schema.name}?below=${binKey(last)}">Next</a>`}
</nav></section>`
}
