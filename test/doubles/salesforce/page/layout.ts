import type { Reply } from '../http/call.ts'
import { stylePath, scriptPath } from './assets.ts'
import { moment } from './field-value.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'
import type { PageCall } from './page-call.ts'

export interface Page {
  readonly title: string
  readonly body: Html
  readonly status?: number
  /** The heading's own buttons. */
  readonly actions?: Html
  /** Small words above the heading: where we are. */
  readonly above?: Html
}

const places = [
  ['/', 'Home'],
  ['/page/objects', 'Objects'],
  ['/page/messages', 'Outbound messages'],
  ['/page/bin', 'Recycle bin'],
  ['/page/time', 'Time'],
  ['/page/switches', 'Switches']
] as const

/** What a write says when it lands on the next page (`?done=…`); only these texts, so that no link can put words there. */
const notices: Readonly<Record<string, string>> = {
  saved: 'Saved.',
  created: 'Created.',
  deleted: 'Deleted: it is in the recycle bin now.',
  undeleted: 'Restored from the recycle bin.',
  retried: 'Every waiting message is due now.',
  requeued: 'The failed messages wait for delivery again.',
  defined: 'The message is sent after each create and update from now on.',
  removed: 'The message and what waited for it are gone.',
  seeded: 'Generated.',
  advanced: 'The clock was moved.',
  switched: 'Switches saved.'
}

const headers = {
  'Content-Type': 'text/html;charset=UTF-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; " +
    "frame-ancestors 'none'",
  // Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff'
}

/** A whole page: head, landmarks, navigation, notice, heading, body. */
export function page(call: PageCall, { title, body, status = 200, actions, above }: Page): Reply {
  const notice = notices[call.query.get('done') ?? '']
  const { text } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Practice org</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${stylePath}">
<script src="${scriptPath}" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<div class="inside">
<a class="brand" href="/"><span aria-hidden="true" class="mark">⇄</span> Practice org</a>
<span class="org"><span class="quiet">${orgName(call)}</span> <code>${call.org.id}</code></span>
</div>
<nav aria-label="Main"><ul class="inside">${places.map(([path, name]) => place(call, path, name))}</ul></nav>
</header>
<main id="main" class="inside" tabindex="-1">
${notice !== undefined && markup`<p class="notice" role="status">${notice}</p>`}
${above && markup`<p class="above">${above}</p>`}
<div class="heading"><h1>${title}</h1>${actions && markup`<div class="actions">${actions}</div>`}</div>
${body}
</main>
<footer><div class="inside quiet">Org time ${moment(call.org.clock.now())}. A double of a Salesforce org for
practice and tests; nothing here leaves this machine but outbound messages.</div></footer>
</body>
</html>
`
  return { status, text, headers }
}

/** After a write: a page that can be reloaded without writing again. */
export function goTo(path: string, done?: string): Reply {
  const location = done === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}done=${done}`
  return { status: 303, headers: { Location: location } }
}

export const orgName = ({ org }: PageCall) => String(org.database.find(org.id)?.['Name'] ?? 'Practice org')

function place({ path: at }: PageCall, path: string, name: string): Html {
  const objects = path === '/page/objects' && at.startsWith('/page/records/')
  const here = objects || at === path || (path !== '/' && at.startsWith(`${path}/`))
  return here
    ? markup`<li><a href="${path}" aria-current="page">${name}</a></li>`
    : markup`<li><a href="${path}">${name}</a></li>`
}
