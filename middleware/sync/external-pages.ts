import type { ExternalChange } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'
import type { ExternalRow } from './copy-text.ts'
import { fromWhole } from './mapping.ts'
import { rulesOf } from './match-parents.ts'
import { extraFields } from './scan.ts'
import type { ExternalPage } from './stage.ts'
import { keyOfFirst } from './staged-look.ts'
import type { Pair } from './pair.ts'
import type { PairWork } from './work.ts'

const PAGE = 5000

/** Reads everything the external side has, from the beginning, as rows for a scan. A record that changes meanwhile may come twice. */
export function readExternalPages(
  work: Pick<PairWork, 'connection' | 'context' | 'pair' | 'alive'>
): (cursor: string | null) => Promise<ExternalPage> {
  const { connection, context, pair, alive } = work
  return async (cursor) => {
    alive()
    const page = await connection.connector.read(context, {
      object: pair.spec.external,
      fields: pair.spec.lines.map((line) => line.external),
      cursor,
      limit: PAGE
    })
    return { rows: page.changes.map((one) => rowOf(pair, one)), cursor: page.cursor, done: page.done }
  }
}

function rowOf(pair: Pair, { id, modified, values }: ExternalChange): ExternalRow {
  const known = values ?? {}
  const lines = pair.lines.map((line): Canonical | undefined => {
    const held = fromWhole(line, known)
    return held !== undefined && 'ok' in held ? held.ok : undefined
  })
  const extra = extraFields(pair).map((name) => textOf(known[name]))
  const keys = rulesOf(pair).map((rule) => {
    const name = rule.keys[0]?.external ?? ''
    return keyOfFirst(rule, name === 'id' ? id : known[name])
  })
  return { id, modified, deleted: values === null, values: [...lines, ...extra, ...keys] }
}

const textOf = (value: unknown): Canonical | undefined =>
  value === undefined
    ? undefined
    : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : null
