import type { OrgState } from '../org-state.ts'
import { tokenField } from './guard.ts'
import { attributes, markup } from './markup.ts'
import type { Html } from './markup.ts'

export interface TypedMessage {
  readonly object: string
  readonly name: string
  readonly endpointUrl: string
  /** API names, with commas or blanks between them. */
  readonly fields: string
  readonly integrationUser: string
  readonly useDeadLetterQueue: boolean
}

export const blankMessage: TypedMessage = {
  object: 'Contact',
  name: '',
  endpointUrl: '',
  fields: 'Id',
  integrationUser: '',
  useDeadLetterQueue: false
}

export function typedMessage(form: URLSearchParams): TypedMessage {
  const text = (name: string) => (form.get(name) ?? '').trim()
  return {
    object: text('object'),
    name: text('name'),
    endpointUrl: text('endpointUrl'),
    fields: text('fields'),
    integrationUser: text('integrationUser'),
    useDeadLetterQueue: form.has('useDeadLetterQueue')
  }
}

/** Defines a message; open when the last try was refused. */
export function messageForm(org: OrgState, typed: TypedMessage, problem: string | undefined): Html {
  const objects = [...org.schema.objects].filter(({ spec }) => spec.createable !== false)
  return markup`<details class="panel"${attributes({ open: problem !== undefined })}><summary>New outbound message</summary>
${problem !== undefined && markup`<div class="problems" id="problems" role="alert" tabindex="-1"><h3>Not saved</h3><p>${problem}</p></div>`}
<form method="post" action="/page/messages">${tokenField()}<div class="inputs">
<div class="field"><label for="object">Object</label><select id="object" name="object">${objects.map(
    ({ name }) => markup`<option${attributes({ selected: name === typed.object })}>${name}</option>`
  )}</select></div>
${input('name', 'Name', typed.name, 'Contact_Changed', true)}
${input('endpointUrl', 'Endpoint URL', typed.endpointUrl, 'https://example.com/messages', true)}
${input('fields', 'Fields to send', typed.fields, 'API names, with commas between them; the Id always goes along')}
${input('integrationUser', 'User to send as', typed.integrationUser, org.people.integration.username)}
<div class="field box"><input type="checkbox" id="useDeadLetterQueue" name="useDeadLetterQueue"${attributes({ checked: typed.useDeadLetterQueue })}>
<label for="useDeadLetterQueue">Keep what could not be delivered in the failed list</label></div>
</div><div class="actions"><button>Save message</button></div></form></details>`
}

function input(name: string, label: string, value: string, hint: string, required = false): Html {
  return markup`<div class="field"><label for="${name}">${label}${required && markup` <span class="required">required</span>`}</label>
<input type="text"${attributes({ id: name, name, value, required, 'aria-describedby': `${name}-hint`, spellcheck: 'false', autocomplete: 'off' })}>
<p class="hint" id="${name}-hint">${hint}</p></div>`
}
