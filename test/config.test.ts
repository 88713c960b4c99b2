import { expect, test } from 'vitest'
import { readConfig } from '../middleware/config.ts'

test('every bad value is named at once, with what is wrong', () => {
  const read = () =>
    readConfig({ PORT: 'eighty', DATABASE_URL: 'mysql://x', BOTHWAYS_KEY: 'short', BOTHWAYS_ROLE: 'boss' })
  for (const name of ['PORT', 'DATABASE_URL', 'BOTHWAYS_KEY', 'BOTHWAYS_ROLE'])
    expect(read).toThrow(new RegExp(`^  ${name}: `, 'm'))
})

test('an empty variable is one that was not given', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({
    port: 3000,
    databaseUrl: undefined,
    development: false
  })
})
