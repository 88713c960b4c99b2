import type { Entry } from '../messages/queue.ts'
import type { OrgState } from '../org-state.ts'
import { moment, number, recordLink } from './field-value.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'
import { table } from './table.ts'

/** Queue entries as Setup's monitor shows them; those that failed for good have no next attempt. */
export function entryTable(org: OrgState, entries: readonly Entry[], state: 'waiting' | 'failed'): Html {
  const waiting = state === 'waiting'
  const columns = [
    { title: 'Record' },
    { title: 'Message' },
    { title: 'Queued', minor: true },
    ...(waiting ? [{ title: 'Next attempt', minor: true }] : []),
    { title: 'Attempts', number: true },
    { title: 'Last error' }
  ]
  const rows = entries.map((entry) => {
    const row = org.database.find(entry.recordId)
    return [
      row ? recordLink(org, row) : markup`<code>${entry.recordId}</code>`,
      markup`${entry.message.name} <code class="quiet under">${entry.id}</code>`,
      moment(entry.queuedAt),
      ...(waiting ? [entry.sending ? 'under way' : moment(entry.nextAt)] : []),
      number(entry.attempts),
      entry.lastError === null
        ? markup`<span class="none">none</span>`
        : markup`<span class="fault">${breakable(entry.lastError)}</span>`
    ]
  })
  return table({ caption: waiting ? 'Waiting messages' : 'Failed messages', columns, rows })
}

/** Names of hosts and fields have no spaces: they may go on in the next line behind a dot. */
const breakable = (text: string) =>
  text.split(/(?<=\.)(?=\w)/).map((part, i) => [i > 0 && markup`<wbr>`, part])
