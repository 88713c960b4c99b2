import type { Row } from '../store/row.ts'
import { number } from './field-value.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'
import { entryTable } from './message-tables.ts'
import type { PageCall } from './page-call.ts'
import { table } from './table.ts'

/** What the org tells others about this record: its object's messages, and what waits or failed. */
export function recordMessages({ org }: PageCall, object: string, row: Row): Html {
  const { queue, messages } = org.outbox
  const own = messages.filter((message) => message.object.toLowerCase() === object.toLowerCase())
  const pending = [...queue.entries].filter(({ recordId }) => recordId === row.Id)
  const failed = queue.failed.filter(({ recordId }) => recordId === row.Id)
  const columns = [
    { title: 'Message' },
    { title: 'Endpoint' },
    { title: 'Waiting', number: true },
    { title: 'Failed', number: true }
  ]
  const rows = own.map((message) => [
    message.name,
    markup`<code>${message.endpointUrl}</code>`,
    number(pending.filter((entry) => entry.message === message).length),
    number(failed.filter((entry) => entry.message === message).length)
  ])
  return markup`<section aria-labelledby="messages"><h2 id="messages">Outbound messages</h2>
${
  own.length > 0
    ? table({ caption: 'Messages sent for this object', columns, rows })
    : markup`<p class="empty">No message is sent for this object. <a href="/page/messages">Outbound messages</a></p>`
}
${pending.length > 0 && markup`<h3>Waiting for delivery</h3>${entryTable(org, pending, 'waiting')}`}
${failed.length > 0 && markup`<h3>Failed</h3>${entryTable(org, failed, 'failed')}`}</section>`
}
