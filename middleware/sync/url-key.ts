/** Host without `www.` and path, for matching: the same site by any spelling. `null`: not an address of a site. */
export function siteKey(text: string): string | null {
  const url = siteOf(text)
  return url === null ? null : `${hostOf(url)}${pathOf(url)}`
}

/** What two spellings of one address have in common, query and fragment included; other text is compared as it is. */
export function urlKey(text: string): string {
  const url = siteOf(text)
  return url === null ? text : `${hostOf(url)}${pathOf(url)}${url.search}${url.hash}`
}

function siteOf(text: string): URL | null {
  const trimmed = text.trim()
  const spelled = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  if (/\s/.test(trimmed) || !URL.canParse(spelled)) return null
  const url = new URL(spelled)
  const isSite = /^https?:$/.test(url.protocol) && url.hostname.includes('.') && url.username === ''
  return isSite ? url : null
}

const hostOf = (url: URL) => url.host.replace(/^www\./, '')
const pathOf = (url: URL) => url.pathname.replace(/\/+$/, '')
