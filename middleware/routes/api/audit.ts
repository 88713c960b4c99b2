/**
 * What is told in the audit log of a change: where, and which values by name. Texts are told, what lies deeper by its names
 * alone, as it may be secret; of an `open` body, which holds nothing secret, all of it.
 */
export function auditDetail(params: unknown, query: unknown, body: unknown, open = false): string {
  return [...parts(params), ...parts(query), ...(open ? whole(body) : parts(body))].join(', ')
}

const LONGEST = 80

function parts(of: unknown): string[] {
  if (typeof of !== 'object' || of === null) return []
  return Object.entries(of).flatMap(([name, value]: [string, unknown]) => {
    if (Array.isArray(value)) return [`${name}: ${value.length}`]
    if (typeof value === 'object' && value !== null) return [`${name}: ${Object.keys(value).join(' ')}`]
    return isPlain(value) ? [`${name} ${plain(value)}`] : []
  })
}

/** `cap none, quiet (from 22:00, to 06:00)`: what was taken away is told too. */
function whole(of: unknown): string[] {
  if (typeof of !== 'object' || of === null) return []
  return Object.entries(of).flatMap(([name, value]: [string, unknown]) => {
    if (value === null) return [`${name} none`]
    if (isPlain(value)) return [`${name} ${plain(value)}`]
    return Array.isArray(value) ? [`${name}: ${value.length}`] : [`${name} (${whole(value).join(', ')})`]
  })
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value)
const plain = (value: string | number | boolean) =>
  String(value)
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, LONGEST)
