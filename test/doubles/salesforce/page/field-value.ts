import type { OrgState } from '../org-state.ts'
import type { Field } from '../schema/field.ts'
import type { Row, Value } from '../store/row.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'

/** An instant (milliseconds); the browser rewrites it in its own locale and zone. */
export function moment(ms: number): Html {
  const iso = new Date(ms).toISOString()
  return markup`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`
}

export const number = (value: number): Html => markup`<data class="number" value="${value}">${value}</data>`

/** What a record is called: its name field, else its id. */
export function nameOf(org: OrgState, row: Row): string {
  const named = [...(org.schema.ofId(row.Id)?.fields ?? [])].find(({ nameField }) => nameField)
  const name = named && row[named.name]
  return typeof name === 'string' && name !== '' ? name : row.Id
}

export const recordPath = (id: string) => `/page/records/${id}`

export const recordLink = (org: OrgState, row: Row): Html =>
  markup`<a href="${recordPath(row.Id)}" dir="auto">${nameOf(org, row)}</a>`

/** A field's value for reading. */
export function shown(org: OrgState, field: Field, value: Value | undefined): Html {
  if (field.type === 'boolean') return value === true ? tick : cross
  if (value === undefined || value === null || value === '') return blank
  if (typeof value === 'number') return field.type === 'datetime' ? moment(value) : number(value)
  const text = String(value)
  switch (field.type) {
    case 'date':
      return markup`<time datetime="${text}">${text}</time>`
    case 'email':
      return markup`<a href="mailto:${encodeURIComponent(text).replace('%40', '@')}" dir="auto">${text}</a>`
    case 'url':
      return /^https?:\/\//i.test(text)
        ? markup`<a href="${text}" rel="noreferrer" dir="auto">${text}</a>`
        : markup`<span dir="auto">${text}</span>`
    case 'reference': {
      const row = org.database.find(text)
      return row
        ? markup`${recordLink(org, row)} <code class="quiet">${text}</code>`
        : markup`<code>${text}</code>`
    }
    case 'id':
      return markup`<code>${text}</code>`
    case 'phone':
      return markup`<span class="whole">${text}</span>`
    case 'multipicklist':
      return markup`<span dir="auto">${text.replaceAll(';', '; ')}</span>`
    default:
      return markup`<span class="text" dir="auto">${text}</span>`
  }
}

const blank = markup`<span class="none"><span aria-hidden="true">–</span><span class="hidden">blank</span></span>`
const tick = markup`<span class="yes">Yes</span>`
const cross = markup`<span class="quiet">No</span>`
