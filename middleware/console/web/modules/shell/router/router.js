const pages = new Set(['synchronization', 'records', 'components', 'orgs'])

/**
 * What an address shows: `/console/orgs`, `/console/<org>/synchronization`, `/console/<org>/records/<record>`,
 * `/console/<org>/components/<name>`. `page` is null where it leads nowhere, and `home` at the beginning.
 */
export function placeOf(path) {
  const [org, page, detail, ...more] = path
    .replace(/^\/console\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent)
  if (org === undefined) return { org: null, page: 'home', detail: null }
  if (org === 'orgs' && page === undefined) return { org: null, page: 'orgs', detail: null }
  const known = /^00D\w{15}$/.test(org) && more.length === 0 && pages.has(page ?? 'synchronization')
  return { org: known ? org : null, page: known ? (page ?? 'synchronization') : null, detail: detail ?? null }
}

export const addressOf = (org, page, detail) =>
  `/console/${[org, page, detail]
    .filter((part) => part !== undefined && part !== null)
    .map(encodeURIComponent)
    .join('/')}`

/** Goes to a page of the console without loading it anew; `silent` where the page itself says how it is reached. */
export function go(address, { replace = false, silent = false } = {}) {
  window.history[replace ? 'replaceState' : 'pushState'](null, '', address)
  if (!silent) window.dispatchEvent(new PopStateEvent('popstate'))
}

/** For links: a plain click stays in the page, every other (new tab, new window) is the browser's. */
export function follow(event) {
  const { href } = event.currentTarget
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return
  event.preventDefault()
  go(new URL(href).pathname + new URL(href).search)
}
