import { toId18 } from './ids.ts'

/** A report's id, given as it is or as the address that a browser shows: the report's page, or its old export. Null: neither. */
export function reportIdOf(given: string): string | null {
  const text = given.trim()
  const id = reportId(text)
  if (id !== null || !URL.canParse(text)) return id
  const { protocol, pathname } = new URL(text)
  if (protocol !== 'https:' && protocol !== 'http:') return null
  const found = pathname.split('/').flatMap((part) => reportId(part) ?? [])
  return found[0] ?? null
}

function reportId(text: string): string | null {
  const id = toId18(text)
  return id?.startsWith('00O') === true ? id : null
}
