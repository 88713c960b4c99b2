import { control } from '../control/routes.ts'
import { ApiError } from '../errors.ts'
import type { Reply, Route } from '../http/call.ts'
import type { Entry } from '../messages/queue.ts'
import { number } from './field-value.ts'
import { tokenField } from './guard.ts'
import { goTo, page } from './layout.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'
import { blankMessage, messageForm, typedMessage } from './message-form.ts'
import type { TypedMessage } from './message-form.ts'
import { entryTable } from './message-tables.ts'
import type { PageCall } from './page-call.ts'
import { pageRows } from './paging.ts'
import { table } from './table.ts'

const path = '/page/messages'

export const messageRoutes: readonly Route<PageCall>[] = [
  { method: 'GET', pattern: path, handle: (call) => messages(call) },
  { method: 'POST', pattern: path, handle: define },
  { method: 'POST', pattern: `${path}/remove`, handle: remove },
  { method: 'POST', pattern: `${path}/retry`, handle: (call) => command(call, 'retryNow', 'retried') },
  { method: 'POST', pattern: `${path}/requeue`, handle: (call) => command(call, 'requeueFailed', 'requeued') }
]

/** Definitions and the delivery monitor, as Setup has them on two pages. */
function messages(call: PageCall, typed: TypedMessage = blankMessage, problem?: string): Reply {
  const { queue, counts } = call.org.outbox
  const body = markup`
<p class="lead">Sent after each create and update of their object, several records in one body, and again until they
are acknowledged or a day old. ${number(counts.bodies)} bodies sent, ${number(counts.acknowledged)} notifications
acknowledged, ${number(queue.dropped)} dropped after a day.</p>
${call.org.switches.sendMessages ? null : paused}
<section><h2>Definitions</h2>${definitions(call)}${messageForm(call.org, typed, problem)}</section>
${listed(call, 'waiting', [...queue.entries].slice(0, pageRows), queue.size)}
${listed(call, 'failed', queue.failed.slice(0, pageRows), queue.failed.length)}`
  return page(call, { title: 'Outbound messages', body, status: problem === undefined ? 200 : 400 })
}

const paused = markup`<p class="notice">The switch <code>sendMessages</code> is off: messages wait until it is on.
<a href="/page/switches">Switches</a></p>`

function definitions({ org: { outbox } }: PageCall): Html {
  if (outbox.messages.length === 0) return markup`<p class="empty">No message is defined.</p>`
  const columns = [
    { title: 'Name' },
    { title: 'Object' },
    { title: 'Endpoint' },
    { title: 'Fields', minor: true },
    { title: 'Sent as', minor: true },
    { title: 'Remove', silent: true }
  ]
  const rows = outbox.messages.map(({ name, object, endpointUrl, fields, integrationUser }) => [
    name,
    object,
    markup`<code>${endpointUrl}</code>`,
    fields.join(', ') || 'Id',
    integrationUser ?? markup`<span class="none">nobody named</span>`,
    markup`<form method="post" action="${path}/remove">${tokenField()}
<input type="hidden" name="object" value="${object}"><input type="hidden" name="name" value="${name}">
<button class="plain small">Remove<span class="hidden"> ${name}</span></button></form>`
  ])
  return table({ caption: 'Defined outbound messages', columns, rows })
}

function listed(
  { org }: PageCall,
  state: 'waiting' | 'failed',
  entries: readonly Entry[],
  size: number
): Html {
  const more = size - entries.length
  const { title, action, label } = lists[state]
  return markup`<section><div class="heading"><h2>${title} <span class="badge">${number(size)}</span></h2>
${
  size > 0 &&
  markup`<form method="post" action="${path}/${action}">${tokenField()}<button class="small">${label}</button></form>`
}</div>
${size > 0 ? entryTable(org, entries, state) : markup`<p class="empty">None.</p>`}
${more > 0 && markup`<p class="quiet">And ${number(more)} more.</p>`}</section>`
}

const lists = {
  waiting: { title: 'Waiting for delivery', action: 'retry', label: 'Retry now' },
  failed: { title: 'Failed', action: 'requeue', label: 'Requeue all' }
}

function define(call: PageCall): Reply {
  const typed = typedMessage(call.form)
  const { fields, integrationUser, useDeadLetterQueue, ...rest } = typed
  try {
    call.org.outbox.define({
      ...rest,
      fields: fields.split(/[\s,]+/).filter(Boolean),
      useDeadLetterQueue,
      ...(integrationUser && { integrationUser })
    })
    return goTo(path, 'defined')
  } catch (error) {
    if (error instanceof ApiError) return messages(call, typed, error.message)
    throw error
  }
}

function remove({ org, form }: PageCall): Reply {
  org.outbox.remove(form.get('object') ?? '', form.get('name') ?? '')
  return goTo(path, 'removed')
}

async function command({ org }: PageCall, name: string, done: string): Promise<Reply> {
  await control(org, { command: name })
  return goTo(path, done)
}
