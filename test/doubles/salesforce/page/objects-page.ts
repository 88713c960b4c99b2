import type { Route } from '../http/call.ts'
import type { OrgState } from '../org-state.ts'
import { number } from './field-value.ts'
import { page } from './layout.ts'
import { markup } from './markup.ts'
import type { PageCall } from './page-call.ts'
import { table } from './table.ts'

export const objectRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: '/page/objects', handle: objects }
]

/** Counted by the tables as they change: nothing is walked through. */
export function objectCounts({ database }: OrgState, name: string) {
  const { schema, size, bin } = database.tableNamed(name)
  return { label: schema.spec.labelPlural, count: size - bin.size, deleted: bin.size }
}

function objects(call: PageCall) {
  const { org } = call
  const rows = [...org.schema.objects].map(({ name, spec, fields }) => {
    const { label, count, deleted } = objectCounts(org, name)
    return [
      markup`<a href="/page/objects/${name}">${label}</a>`,
      markup`<code>${name}</code>`,
      markup`<code>${spec.keyPrefix}</code>`,
      number([...fields].length),
      number(count),
      number(deleted)
    ]
  })
  const columns = [
    { title: 'Object' },
    { title: 'API name', minor: true },
    { title: 'Id prefix', minor: true },
    { title: 'Fields', number: true, minor: true },
    { title: 'Records', number: true },
    { title: 'In the bin', number: true }
  ]
  return page(call, { title: 'Objects', body: table({ caption: 'Objects of this org', columns, rows }) })
}
