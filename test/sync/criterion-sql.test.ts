import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Condition } from '../../middleware/connectors/connector.ts'
import { meets } from '../../middleware/sync/criterion.ts'
import { meetsSql } from '../../middleware/sync/criterion-sql.ts'
import { freshDatabase } from '../support/database.ts'

const kinds = ['equal', 'not-equal', 'one-of', 'none-of', 'blank', 'not-blank'] as const
const lists = [[], ['Left'], [' LEFT ', "o'Neil"], ['ŻÓŁW'], ['x\\y'], ['true', '1']]
const texts = [
  null, '', ' ', '\t', ' ', 'Left', 'left ', 'LEFT', '\tleft', "O'Neil", 'żółw', 'ŻÓŁW', 'x\\y', 'true', 'K', 'İ', 'ſ'
] // prettier-ignore

test('what the database is sure meets a criterion meets it; plain text it judges like the code', async () => {
  const db = await freshDatabase()
  const wrong: unknown[] = []
  const unsure: unknown[] = []
  for (const is of kinds)
    for (const values of lists) {
      const criterion = { all: [{ field: 'Title', is, values } satisfies Condition] }
      const { rows } = await db.withOrg(1, (tx) =>
        sql<{ text: string | null; sure: boolean }>`
          select f1 as text, ${sql.raw(meetsSql(criterion, () => 'f1'))} as sure
          from (select t collate "C" as f1 from unnest(${texts}::text[]) as t) s`.execute(tx)
      )
      for (const { text, sure } of rows) {
        const isMet = meets(criterion, { Title: text })
        if (sure && !isMet) wrong.push({ is, values, text })
        const isPlain = text !== null && /^[ -~]*[!-~][ -~]*$/.test(text)
        if (isPlain && isMet && !sure) unsure.push({ is, values, text })
      }
    }
  expect(wrong).toEqual([])
  expect(unsure).toEqual([])
})

test('a field that the scan does not know is not sure of anything', () => {
  expect(meetsSql({ all: [{ field: 'Title', is: 'blank' }] }, () => null)).toBe('coalesce(false, false)')
})
