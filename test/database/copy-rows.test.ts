import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { from as copyFrom } from 'pg-copy-streams'
import { expect, test } from 'vitest'
import { arrayText, copyRows } from '../../middleware/database/copy-rows.ts'
import { freshDatabase } from '../support/database.ts'

const word = fc.oneof(
  fc.constantFrom('', '\\', '"', '\\"', '\\N', 'NULL', '{}', '{a,b}', 'a\tb\nc\r', 'ł', '😀"', ' x '),
  fc.string({ unit: 'binary', maxLength: 6 }).filter((text) => !text.includes('\0') && text.isWellFormed())
)
const value = fc.option(word)
const longerThanAPiece = '\\"ł'.repeat(40_000)

test('the database is given every value and every array exactly as it is, whatever letters they are made of', async () => {
  const drawn = fc.sample(fc.tuple(value, fc.array(value, { maxLength: 4 })), 2000)
  const rows = [...drawn, [longerThanAPiece, ['a', longerThanAPiece]] as const, ...drawn.slice(0, 10)]
  const db = await freshDatabase()
  const held = await db.withClient(1, async (client) => {
    await client.query('create temporary table given (n serial, one text, many text[])')
    const sink = client.query(copyFrom('copy given (one, many) from stdin with (format binary)'))
    await pipeline(Readable.from(copyRows(rows)), sink)
    const { rows: told } = await client.query<{ one: string; many: string[] }>('select one, many from given order by n') // prettier-ignore
    return told.map(({ one, many }) => [one, many])
  })
  expect(held).toEqual(rows)
  const arrays = rows.slice(0, 100).map(([, many]) => many)
  for (const many of arrays) expect(await db.call('to_jsonb($1::text[])', [arrayText(many)])).toEqual(many)
})
