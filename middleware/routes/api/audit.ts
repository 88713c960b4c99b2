/** What is told in the audit log of a change: where, and which values by name. Texts are told, what lies deeper by its names alone. */
export function auditDetail(params: unknown, query: unknown, body: unknown): string {
  return [...parts(params), ...parts(query), ...parts(body)].join(', ')
}

const LONGEST = 80

function parts(of: unknown): string[] {
  if (typeof of !== 'object' || of === null) return []
  return Object.entries(of).flatMap(([name, value]: [string, unknown]) => {
    if (Array.isArray(value)) return [`${name}: ${value.length}`]
    if (typeof value === 'object' && value !== null) return [`${name}: ${Object.keys(value).join(' ')}`]
    if (typeof value === 'string') return [`${name} ${plain(value)}`]
    return typeof value === 'number' || typeof value === 'boolean' ? [`${name} ${value}`] : []
  })
}

const plain = (text: string) => text.replace(/\p{Cc}+/gu, ' ').slice(0, LONGEST)
