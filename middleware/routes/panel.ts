import { randomBytes } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { orgWithLogin } from '../database/orgs.ts'
import { setupOf } from '../database/setup.ts'
import { frameAncestors } from '../setup/frame-ancestors.ts'
import { readPanel, vendorPage, type VendorPage } from '../setup/panel.ts'
import type { Setup } from '../setup/setup.ts'
import { escaped } from './page.ts'

const style = `
html, body { height: 100%; margin: 0; font: .8125rem/1.5 system-ui, sans-serif; color: #181818; background: #fff }
body { display: flex; flex-direction: column } iframe { flex: 1; width: 100%; border: 0 } p { margin: .5rem .75rem } a { color: #0b5cab }
`

type Asked = Request<{ token: string }>
export interface PanelPages {
  readonly show: RequestHandler<{ token: string }>
  /** For who asks too often: to be seen in the frame, as a browser shows no such answer by itself. */
  readonly refuse: (request: Asked, response: Response, seconds: number) => Promise<void>
}

/** `GET /panel/:token`: the vendor's page about one record, in a frame of the org's record page. Without cookies or script. */
export function panel(setup: Setup): PanelPages {
  // Of each org as last looked up, so that refusing costs no query.
  const known = new Map<number, readonly string[]>()
  const framedBy = async (orgId: number) => {
    const ancestors = await ancestorsOf(setup, orgId)
    known.set(orgId, ancestors)
    return ancestors
  }
  return {
    async show(request, response) {
      const shown = readPanel(setup, request.params.token)
      if (shown === null) {
        const said = 'This address is over. Reload the record.'
        send(response, 410, anybody, { title: 'Panel', url: null, said })
        return
      }
      send(response, 200, await framedBy(shown.orgId), await vendorPage(setup, shown))
    },
    async refuse(request, response, seconds) {
      const shown = readPanel(setup, request.params.token)
      const ancestors = shown === null ? anybody : (known.get(shown.orgId) ?? (await framedBy(shown.orgId)))
      const said = `Too many requests. Reload in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`
      send(response, 429, ancestors, { title: 'Panel', url: null, said })
    }
  }
}

/** Whose panel it was can't be told, so any page may show these words. */
const anybody: readonly string[] = ['*']

async function ancestorsOf({ engine: { db }, address }: Setup, orgId: number): Promise<string[]> {
  const [org, { namespace }] = await Promise.all([orgWithLogin(db, orgId), setupOf(db, orgId)])
  const orgAddress = org === null ? '' : org.address || (org.login['loginUrl'] ?? '')
  return ["'self'", new URL(address()).origin, ...frameAncestors(orgAddress, namespace)]
}

function send(response: Response, status: number, ancestors: readonly string[], page: VendorPage): void {
  const nonce = randomBytes(16).toString('base64')
  const frames = page.url === null ? "'none'" : new URL(page.url).origin
  response
    .status(status)
    .set(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; frame-src ${frames}; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors.join(' ')}`
    )
  const body = page.url === null ? words(page.said) : frame(page.title, page.url)
  response.type('text/html').send(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(page.title)}</title>
<style nonce="${nonce}">${style}</style></head><body>${body}</body></html>
`)
}

const words = (said: string) => `<p role="status">${escaped(said)}</p>`
const frame = (title: string, url: string) =>
  `<p><a href="${escaped(url)}" target="_blank" rel="noopener noreferrer">Open in a new tab</a></p>` +
  `<iframe src="${escaped(url)}" title="${escaped(title)}" referrerpolicy="no-referrer"></iframe>`
