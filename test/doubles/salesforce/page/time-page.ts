import { control } from '../control/routes.ts'
import type { Reply, Route } from '../http/call.ts'
import { moment } from './field-value.ts'
import { tokenField } from './guard.ts'
import { goTo, page } from './layout.ts'
import { attributes, markup } from './markup.ts'
import type { PageCall } from './page-call.ts'

const path = '/page/time'
const hourMs = 3_600_000
/** Ten years: enough for any test, and far from what a date can't hold. */
const mostHours = 87_600

export const timeRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: path, handle: (call) => time(call) },
  { method: 'POST', pattern: path, handle: advance }
]

function time(call: PageCall, typed = '1', problem?: string): Reply {
  const now = call.org.clock.now()
  const ahead = Math.round((now - Date.now()) / 60_000)
  const refused = problem !== undefined
  const body = markup`<p class="lead">The org has a clock of its own. Move it, and what became due meanwhile happens at
once: waiting messages are tried again or given up, sessions end.</p>
<dl class="facts panel"><div><dt>Org time</dt><dd>${moment(now)}</dd></div>
<div><dt>Ahead of this machine</dt><dd>${ahead === 0 ? 'not at all' : duration(ahead)}</dd></div></dl>
<form method="post" class="panel">${tokenField()}
<div class="actions" role="group" aria-label="Common steps">${[
    ['1', '1 hour'],
    ['2', '2 hours'],
    ['24', '1 day'],
    ['168', '1 week']
  ].map(
    ([hours, label]) => markup`<button class="plain" name="step" value="${hours}">+ ${label}</button>`
  )}</div></form>
<form method="post" class="panel">${tokenField()}
<div class="field${refused && ' refused'}"><label for="hours">Advance by hours</label>
<div class="row"><input id="hours" name="hours" inputmode="decimal" autocomplete="off"${attributes({
    value: typed,
    'aria-invalid': refused ? 'true' : null,
    'aria-describedby': refused ? 'hours-problem' : 'hours-hint'
  })}><button>Advance</button></div>
<p class="hint" id="hours-hint">0.5 is half an hour. Time never goes back.</p>
${refused && markup`<p class="problem" id="hours-problem" role="alert">${problem}</p>`}</div></form>`
  return page(call, { title: 'Time', body, status: refused ? 400 : 200 })
}

async function advance(call: PageCall): Promise<Reply> {
  const typed = (call.form.get('step') ?? call.form.get('hours') ?? '').trim()
  const hours = Number(typed)
  if (!(hours > 0 && hours <= mostHours)) {
    return time(call, typed, `A number of hours above 0, at most ${mostHours}, is needed`)
  }
  await control(call.org, { command: 'advance', ms: Math.round(hours * hourMs) })
  return goTo(path, 'advanced')
}

function duration(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min']
  ] as const
  return parts
    .filter(([count]) => count !== 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
