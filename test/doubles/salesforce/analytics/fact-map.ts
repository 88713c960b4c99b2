import type { Database } from '../store/database.ts'
import type { Row } from '../store/row.ts'
import type { Aggregate } from './aggregates.ts'
import { cellOf } from './cells.ts'
import type { Group } from './groupings.ts'
import type { Column } from './run.ts'

/** Detail rows the API gives; the rest is silently left out but for `allData: false` [V]. */
export const mostRows = 2000

export interface Facts {
  readonly database: Database
  readonly columns: readonly Column[]
  readonly aggregates: readonly Aggregate[]
  readonly down: readonly Group[]
  readonly across: readonly Group[]
  readonly rows: readonly Row[]
  readonly details: boolean
}

interface Line {
  readonly key: string
  readonly rows: readonly Row[]
  readonly innermost: boolean
}

/**
 * One entry for each crossing of the groups down and across, `T` being all of them: `0_1!T`, `T!T`. Detail rows are in
 * the innermost groups [K], up to the cap in the order of the groups.
 */
export function factMap(facts: Facts): Record<string, object> {
  const { database, columns, aggregates, details, rows } = facts
  const acrosses = lines(facts.across, rows).map((line) => ({ ...line, set: new Set(line.rows) }))
  const map: Record<string, object> = {}
  let left = mostRows
  for (const down of lines(facts.down, rows)) {
    for (const across of acrosses) {
      const crossing = across.key === 'T' ? down.rows : down.rows.filter((row) => across.set.has(row))
      const shown = details && down.innermost && across.innermost ? crossing.slice(0, left) : []
      left -= shown.length
      map[`${down.key}!${across.key}`] = {
        aggregates: aggregates.map(({ over }) => over(crossing)),
        ...(details && {
          rows: shown.map((row) => ({ dataCells: columns.map((column) => cellOf(database, column, row)) }))
        })
      }
    }
  }
  return map
}

/** The groups of one side, outer ones before their inner ones, and the total at the end. */
function lines(groups: readonly Group[], rows: readonly Row[]): Line[] {
  return [...groups.flatMap(linesOf), { key: 'T', rows, innermost: groups.length === 0 }]
}

const linesOf = ({ key, rows, groupings }: Group): Line[] => [
  { key, rows, innermost: groupings.length === 0 },
  ...groupings.flatMap(linesOf)
]
