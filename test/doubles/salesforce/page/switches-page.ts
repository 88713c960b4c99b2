import { control } from '../control/routes.ts'
import { ApiError } from '../errors.ts'
import type { Reply, Route } from '../http/call.ts'
import { switchNotes } from '../switch-notes.ts'
import type { SwitchNote } from '../switch-notes.ts'
import { defaultSwitches } from '../switches.ts'
import { tokenField } from './guard.ts'
import { goTo, page } from './layout.ts'
import { attributes, markup } from './markup.ts'
import type { Html } from './markup.ts'
import type { PageCall } from './page-call.ts'

const path = '/page/switches'
const usual: Readonly<Record<string, unknown>> = { ...defaultSwitches }
const notes = new Map(switchNotes().map((note) => [note.name, note]))

export const switchRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: path, handle: (call) => switches(call) },
  { method: 'POST', pattern: path, handle: save },
  {
    method: 'POST',
    pattern: `${path}/defaults`,
    handle: async ({ org }) => {
      await control(org, { ...usual, apiUsed: org.switches.apiUsed, command: 'set' })
      return goTo(path, 'switched')
    }
  }
]

function switches(call: PageCall, typed = new Map<string, unknown>(), problem?: string): Reply {
  const body = markup`<p class="lead">How the org behaves. Anything set here holds until it is set again or the org stops.</p>
${problem !== undefined && markup`<div class="problems" id="problems" role="alert" tabindex="-1"><h2>Not saved</h2><p>${problem}</p></div>`}
<form method="post" class="panel switches">${tokenField()}
${Object.entries(call.org.switches).map(([name, value]) => switchControl(name, typed.has(name) ? typed.get(name) : value))}
<div class="actions bar"><button>Save switches</button></div></form>
<form method="post" action="${path}/defaults">${tokenField()}<button class="plain">All back to their defaults</button></form>`
  return page(call, { title: 'Switches', body, status: problem === undefined ? 200 : 400 })
}

function switchControl(name: string, value: unknown): Html {
  const note = notes.get(name)
  const changed = usual[name] !== value && markup` <span class="tag">default: ${String(usual[name])}</span>`
  const label = markup`<label for="${name}"><code>${name}</code></label>${changed}`
  const own = attributes({ id: name, name, 'aria-describedby': `${name}-hint` })
  const hint = markup`<p class="hint" id="${name}-hint">${note && marked(note.help)}</p>`
  return typeof usual[name] === 'boolean'
    ? markup`<div class="field box"><input type="hidden" name="${name}" value=""><input type="checkbox"${own}${attributes({ value: 'true', checked: value === true })}> ${label}${hint}</div>`
    : markup`<div class="field">${label}${valueInput(note, own, value)}${hint}</div>`
}

function valueInput(note: SwitchNote | undefined, own: Html, value: unknown): Html {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  if (!note || note.choices.length === 0)
    return markup`<input type="text"${own}${attributes({ value: text, autocomplete: 'off' })}>`
  return markup`<select${own}>${note.nullable && markup`<option value="">--None--</option>`}${note.choices.map(
    (choice) => markup`<option${attributes({ selected: choice === text })}>${choice}</option>`
  )}</select>`
}

/** Sets what was changed, by the same command that tests use: it refuses what does not fit. */
async function save(call: PageCall): Promise<Reply> {
  const typed = new Map<string, unknown>()
  for (const [name, value] of Object.entries<unknown>({ ...call.org.switches })) {
    const sent = call.form.getAll(name)
    const wanted = sent.length === 0 ? value : parse(name, value, sent)
    if (wanted !== value) typed.set(name, wanted)
  }
  try {
    if (typed.size > 0) await control(call.org, { ...Object.fromEntries(typed), command: 'set' })
    return goTo(path, 'switched')
  } catch (error) {
    if (error instanceof ApiError) return switches(call, typed, error.message)
    throw error
  }
}

function parse(name: string, value: unknown, sent: readonly string[]): unknown {
  if (typeof usual[name] === 'boolean') return sent.includes('true')
  const text = (sent.at(-1) ?? '').trim()
  const note = notes.get(name)
  if (text === '' && note?.nullable) return null
  const words = (note?.choices.length ?? 0) > 0 || typeof value === 'string'
  return !words && text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

/** `code` in a comment is code on the page. */
const marked = (help: string): Html[] =>
  help.split('`').map((piece, i) => (i % 2 === 1 ? markup`<code>${piece}</code>` : markup`${piece}`))
