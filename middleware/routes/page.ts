import { randomBytes } from 'node:crypto'
import type { Response } from 'express'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' } // prettier-ignore
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char)

const style = `
:root { color-scheme: light; font: 1rem/1.5 system-ui, sans-serif; color: #181818; background: #f3f3f3 }
body { margin: 0; padding: 1rem } main { max-width: 40rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #c9c9c9; border-radius: .25rem }
h1 { font-size: 1.25rem; margin: 0 0 1rem } li { margin: .5rem 0; overflow-wrap: anywhere } .next { border-left: .25rem solid #0176d3; padding-left: .75rem }
.bad { color: #8e030f } .ok { color: #194e31 } a { color: #0b5cab }
`

export interface PageOptions {
  readonly status: number
  readonly title: string
  /** HTML, escaped by whoever made it. */
  readonly body: string
}

/** A page of our own: no script, no picture, nothing from elsewhere, in no frame. */
export function sendPage(response: Response, { status, title, body }: PageOptions): void {
  const nonce = randomBytes(16).toString('base64')
  response
    .status(status)
    .set(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
    )
  const html = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style nonce="${nonce}">${style}</style></head><body><main><h1>${escaped(title)}</h1>${body}</main></body></html>
`
  response.type('text/html').send(html)
}

/** Paragraphs of plain sentences. */
export const paragraphs = (...texts: readonly string[]): string =>
  texts.map((text) => `<p>${escaped(text)}</p>`).join('')
export const nextStep = (text: string): string => `<p class="next">${escaped(text)}</p>`
