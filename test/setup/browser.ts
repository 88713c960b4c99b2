import type { Org } from '../doubles/salesforce/index.ts'

export interface Page {
  readonly status: number
  readonly url: string
  readonly headers: Headers
  readonly html: string
  /** What a person reads. */
  readonly text: string
}
export interface Browser {
  /** Opens an address and follows where it leads; stops at a login page. */
  open(url: string): Promise<Page>
  /** Fills in the login page of the org, and follows. The admin's unless said otherwise. */
  logIn(page: Page, answers?: Readonly<Record<string, string>>): Promise<Page>
  readonly cookies: Map<string, string>
}

/** What a browser does of HTTP: cookies by origin, redirects, a form. Each of them is another person's. */
export function createBrowser(org: Org): Browser {
  const cookies = new Map<string, string>()
  const jar = (url: string) => `${new URL(url).host} `
  async function open(url: string, init: RequestInit = {}): Promise<Page> {
    const own = [...cookies].filter(([name]) => name.startsWith(jar(url)))
    const cookie = own.map(([name, value]) => `${name.slice(jar(url).length)}=${value}`).join('; ')
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...(cookie !== '' && { cookie }) } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = '', rest = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? []
      if (/Max-Age=0/i.test(rest)) cookies.delete(jar(url) + name)
      else cookies.set(jar(url) + name, value)
    }
    const to = response.headers.get('location')
    const html = await response.text()
    if (to !== null) return open(new URL(to, url).href)
    const text = html.replace(/<style[^]*?<\/style>/g, '').replace(/<[^>]+>/g, ' ').replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&').replace(/\s+/g, ' ')
    return { status: response.status, url, headers: response.headers, html, text }
  }
  return {
    cookies,
    open: (url) => open(url),
    async logIn(page, answers = {}) {
      const form = new URLSearchParams()
      for (const [, name = '', value = ''] of page.html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g))
        form.set(name, value.replaceAll('&amp;', '&'))
      const { username, password } = org.credentials.admin
      for (const [name, value] of Object.entries({ username, password, decision: 'allow', ...answers })) form.set(name, value)
      return open(new URL('/services/oauth2/authorize', page.url).href, { method: 'POST', body: form })
    }
  }
} // prettier-ignore
