import type { ConnectionStatus } from '../middleware/database/status.ts'
import type { Summary } from './demo-summary.ts'
import type { PracticeWorld } from '../test/support/practice-world.ts'

const number = new Intl.NumberFormat()
const BAR = 32

/** A line that draws over itself on a terminal; elsewhere only the beginning and the end are worth a line. */
export function progress(label: string, initial: ConnectionStatus['initial']): string {
  const total = initial?.total ?? 0
  const done = Math.min(
    total,
    Object.values(initial?.counters ?? {}).reduce((sum, count) => sum + count, 0)
  )
  const ended = initial?.state !== 'running'
  if (!process.stdout.isTTY)
    return ended ? `${label}: initial sync ${initial?.state ?? ''}, ${number.format(done)} records\n` : ''
  const share = total === 0 ? 1 : done / total
  const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░')
  return `\r${label}: initial sync ${bar} ${number.format(done)} of ${number.format(total)}${ended ? '\n' : ''}`
}

/** Why a record was left out, in words. */
const reasons: Readonly<Record<string, string>> = {
  'blank-email': 'no e-mail address',
  'link-taken': 'shares its e-mail address with another contact',
  'deleted-outside': 'deleted there before',
  'opted-out': 'opted out, so not created there',
  'several-matches': 'several matches'
}

export function summaryTable(summaries: readonly Summary[]): string {
  const head = ['', 'records', 'created', 'updated', 'skipped', 'failed', 'Salesforce calls', 'seconds']
  const rows = summaries.map(({ label, line }) => [
    label,
    ...[
      line.records,
      line.created,
      line.updated,
      line.skipped,
      line.failed,
      line.salesforceCalls,
      line.seconds
    ].map((count) => number.format(count))
  ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))
  )
  const draw = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
      )
      .join('   ')
  const why = summaries.flatMap(({ reasons: counts }) =>
    [...counts].map(([code, n]) => `  skipped: ${number.format(n)} × ${reasons[code] ?? code}`)
  )
  return [draw(head), ...rows.map(draw), ...why].join('\n') + '\n'
}

/** How to change a contact in the practice org, to be pasted into another terminal. */
export async function howToEdit({ org, connections }: PracticeWorld): Promise<string> {
  const api = `${org.url}/services/data/v64.0`
  const query = new URLSearchParams({
    q: "SELECT Id, Name, Email FROM Contact WHERE Email > '' ORDER BY Id LIMIT 1"
  })
  const answer = await fetch(`${api}/query?${query.toString()}`, {
    headers: { authorization: `Bearer ${org.accessToken}` }
  })
  const { records } = (await answer.json()) as { records: { Id: string; Name: string; Email: string }[] }
  const [contact] = records
  if (contact === undefined) return '\nEverything keeps running. Ctrl-C ends it.\n'
  const seen = `${connections[0]?.double.url ?? ''}/__contacts?email=${encodeURIComponent(contact.Email)}`
  return `
Everything keeps running. Edit ${contact.Name} in a browser, and watch the change arrive here:

  ${org.url}/${contact.Id}

or from another terminal:

  curl -X PATCH ${api}/sobjects/Contact/${contact.Id} \\
    -H 'Authorization: Bearer ${org.accessToken}' \\
    -H 'Content-Type: application/json' -d '{"Title":"Head of Demos"}'

What ${connections[0]?.label ?? 'the double'} holds of that contact:  curl '${seen}'
Everything else the practice org can do:  curl ${org.url}/__control

Ctrl-C ends everything.

`
}
