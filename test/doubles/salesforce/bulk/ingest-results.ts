import { csvWriter, pieces } from './csv-write.ts'
import { uploadedRows } from './ingest-run.ts'
import type { IngestJob, Outcome } from './job.ts'

export type ResultKind = 'successful' | 'failed' | 'unprocessed'

/**
 * A result file: the uploaded rows once more, with what became of them in front [V/K]. Written as it is read, unless
 * `reversed`: nobody promises that results keep the order of the upload.
 */
export function ingestResult(job: IngestJob, kind: ResultKind, reversed: boolean): Iterable<string> {
  if (!reversed) return pieces(lines(job, kind))
  const [header = '', ...rows] = lines(job, kind)
  return pieces([header, ...rows.reverse()])
}

function* lines(job: IngestJob, kind: ResultKind): Generator<string> {
  const write = csvWriter(job)
  const front = { successful: ['sf__Id', 'sf__Created'], failed: ['sf__Id', 'sf__Error'], unprocessed: [] }
  let index = -1
  for (const { values } of uploadedRows(job)) {
    const outcome = job.outcomes[index]
    if (index === -1) yield write([...front[kind], ...values])
    else if (kindOf(outcome) === kind) yield write([...told(outcome), ...values])
    index++
  }
}

function kindOf(outcome: Outcome | undefined): ResultKind {
  if (!outcome) return 'unprocessed'
  return outcome.error === null ? 'successful' : 'failed'
}

function told(outcome: Outcome | undefined): string[] {
  if (!outcome) return []
  return [outcome.id, outcome.error ?? String(outcome.created)]
}
