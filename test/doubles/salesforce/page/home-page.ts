import { control } from '../control/routes.ts'
import type { Reply, Route } from '../http/call.ts'
import { defaultSwitches } from '../switches.ts'
import { number } from './field-value.ts'
import { tokenField } from './guard.ts'
import { goTo, orgName, page } from './layout.ts'
import { loginHelp } from './login-help.ts'
import { attributes, markup } from './markup.ts'
import type { Html } from './markup.ts'
import { objectCounts } from './objects-page.ts'
import type { PageCall } from './page-call.ts'

export const homeRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: '/', handle: (call) => home(call) },
  { method: 'POST', pattern: '/page/seed', handle: seed }
]

/** More at once would keep the org from answering for too long. */
const mostSeeds = 200_000

function home(call: PageCall, typed = '1000', problem?: string): Reply {
  const { org } = call
  const body = markup`
<p class="lead">A Salesforce org for practice, on this machine. It speaks Salesforce’s protocols; what you change here
is seen through them, and what they change is seen here.</p>
<div class="cards">
${[...org.schema.objects]
  .filter(({ name, spec }) => spec.createable !== false && objectCounts(org, name).count > 0)
  .map(({ name }) => countCard(call, name))}
<a class="card all" href="/page/objects">All objects</a>
</div>
${seedForm(typed, problem)}
<div class="columns">
<section aria-labelledby="addresses"><h2 id="addresses">Addresses</h2>
<dl class="facts">
<div><dt>Organization id</dt><dd><code>${org.id}</code></dd></div>
<div><dt>Instance and login URL</dt><dd><code>${org.url}</code></dd></div>
<div><dt>REST</dt><dd><a href="/services/data"><code>/services/data</code></a></dd></div>
<div><dt>SOAP</dt><dd><code>/services/Soap/u/64.0</code></dd></div>
<div><dt>Token</dt><dd><code>/services/oauth2/token</code></dd></div>
<div><dt>Control commands</dt><dd><a href="/__control"><code>/__control</code></a></dd></div>
</dl></section>
<section aria-labelledby="usage"><h2 id="usage">In use</h2>${usage(call)}${inForce(call)}</section>
</div>
${loginHelp(org)}`
  return page(call, { title: orgName(call), body, status: problem === undefined ? 200 : 400 })
}

function countCard({ org }: PageCall, name: string): Html {
  const { label, count } = objectCounts(org, name)
  return markup`<a class="card" href="/page/objects/${name}"><span class="count">${number(count)}</span>
<span>${label}</span></a>`
}

function usage({ org: { switches, outbox } }: PageCall): Html {
  const { apiUsed, apiMax } = switches
  const waiting = outbox.queue.size
  const failed = outbox.queue.failed.length
  return markup`<dl class="facts">
<div><dt id="api">API calls</dt><dd>${number(apiUsed)} of ${number(apiMax)}
<meter aria-labelledby="api" min="0" max="${apiMax}" high="${apiMax * 0.8}" value="${apiUsed}"></meter></dd></div>
<div><dt>Outbound messages</dt><dd><a href="/page/messages">${number(waiting)} waiting, ${number(failed)} failed,
${number(outbox.counts.acknowledged)} acknowledged</a></dd></div>
</dl>`
}

function inForce({ org: { switches } }: PageCall): Html {
  const usual: Readonly<Record<string, unknown>> = { ...defaultSwitches }
  const turned = Object.entries(switches).filter(
    ([name, value]) => name !== 'apiUsed' && usual[name] !== value
  )
  const list = turned.map(([name, value]) => markup`<li><code>${name}</code>: ${String(value)}</li>`)
  return markup`<h3>Switches that differ from their default</h3>
${list.length > 0 ? markup`<ul>${list}</ul>` : markup`<p class="quiet">None.</p>`}
<p><a href="/page/switches">All switches</a></p>`
}

function seedForm(typed: string, problem: string | undefined): Html {
  const refused = problem !== undefined
  return markup`<form method="post" action="/page/seed" class="panel">${tokenField()}
<div class="field${refused && ' refused'}"><label for="contacts">Generate contacts</label>
<div class="row"><input id="contacts" name="contacts" inputmode="numeric" autocomplete="off"${attributes({
    value: typed,
    'aria-invalid': refused ? 'true' : null,
    'aria-describedby': refused ? 'contacts-problem' : 'contacts-hint'
  })}><button>Generate</button></div>
<p class="hint" id="contacts-hint">With accounts, leads and opportunities in proportion; they send no messages.</p>
${refused && markup`<p class="problem" id="contacts-problem" role="alert">${problem}</p>`}</div></form>`
}

async function seed(call: PageCall): Promise<Reply> {
  const typed = (call.form.get('contacts') ?? '').trim()
  const contacts = Number(typed)
  if (!Number.isInteger(contacts) || contacts < 1 || contacts > mostSeeds) {
    return home(call, typed, `A whole number from 1 to ${mostSeeds} is needed`)
  }
  // Another number each time, so that a second batch is not the first one over again.
  await control(call.org, { command: 'seed', contacts, seed: objectCounts(call.org, 'Contact').count + 1 })
  return goTo('/', 'seeded')
}
