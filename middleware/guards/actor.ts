const NAMELESS = 'somebody in the org'

/**
 * Who acts, as the org asserts it in `Bothways-User`: the user's id, a space, and the name, percent-encoded since headers
 * hold no letters beyond Latin.
 */
export function actorOf(header: string | readonly string[] | undefined): string {
  const found = /^([A-Za-z0-9]{15,18})(?: (.*))?$/.exec(typeof header === 'string' ? header.trim() : '')
  if (found === null) return NAMELESS
  const [, id = '', name = ''] = found
  const known = decoded(name)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 120)
  return known === '' ? id : `${known} (${id})`
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '))
  } catch {
    return name
  }
}
