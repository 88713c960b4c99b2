import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Reply, Route } from '../http/call.ts'
import type { PageCall } from './page-call.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const style = ['base', 'frame', 'boxes', 'tables', 'forms', 'narrow']
  .map((part) => read(`style-${part}.css`))
  .join('\n')
const script = read('browser.js')

/** The content's hash stands in the address, so browsers may keep a file for good. */
const addressed = (name: string, text: string) =>
  `/page/${name}?${createHash('sha256').update(text).digest('base64url').slice(0, 10)}`

export const stylePath = addressed('page.css', style)
export const scriptPath = addressed('browser.js', script)

const asset = (type: string, text: string): Reply => ({
  status: 200,
  text,
  headers: { 'Content-Type': `${type};charset=UTF-8`, 'Cache-Control': 'public, max-age=31536000, immutable' }
})

export const assetRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: '/page/page.css', handle: () => asset('text/css', style) },
  { method: 'GET', pattern: '/page/browser.js', handle: () => asset('text/javascript', script) }
]
