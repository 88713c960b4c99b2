import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { attributes } from '../soql/select.ts'
import type { Row } from '../store/row.ts'

/** Objects that people have tabs for. */
const tabbed = ['Account', 'Contact', 'Lead', 'Opportunity', 'Case']
const most = 200

export const recentRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/recent', handle: recent },
  { method: 'GET', pattern: '/tabs', handle: tabs }
]

/** What the user last had in hand: the double takes what they last wrote, since nobody looks at records here. */
function recent({ org, query, session, version }: ApiCall): Reply {
  const limit = Math.min(most, Number(query.get('limit') ?? most) || most)
  const rows: Row[] = []
  for (const object of org.schema.objects) {
    if (!tabbed.includes(object.name) && !object.name.endsWith('__c')) continue
    let found = 0
    for (const row of org.database.table(object).byStamp.range({}, true)) {
      if (row['LastModifiedById'] === session.userId && org.database.visible(row.Id)) found = rows.push(row)
      if (found >= limit) break
    }
  }
  rows.sort((a, b) => Number(b['SystemModstamp']) - Number(a['SystemModstamp']))
  return ok(
    rows.slice(0, limit).map((row) => ({
      attributes: attributes(org.schema.ofId(row.Id)?.name ?? '', row.Id, version),
      Id: row.Id,
      Name: row['Name'] ?? null
    }))
  )
}

function tabs({ org, origin, version }: ApiCall): Reply {
  const objects = [...org.schema.objects].filter(({ name }) => tabbed.includes(name) || name.endsWith('__c'))
  return ok(
    objects.map(({ name, spec }) => ({
      colors: [],
      custom: name.endsWith('__c'),
      iconUrl: `${origin}/img/icon/${name.toLowerCase()}32.png`,
      icons: [],
      label: spec.labelPlural,
      miniIconUrl: `${origin}/img/icon/${name.toLowerCase()}16.png`,
      name: `standard-${name}`,
      sobjectName: name,
      timeStyle: 'past',
      url: `/services/data/v${version}/sobjects/${name}`
    }))
  )
}
