import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contract } from '../../middleware/routes/api/contract/index.ts'
import type { RouteContract } from '../../middleware/routes/api/contract/index.ts'

test('the package sends what the API’s contract lets an org call, with the permission it wants, and nothing else', () => {
  const source = readFileSync('force-app/main/core/classes/Routes.cls', 'utf8')
  const known = [...source.matchAll(/'((?:use|manage) [A-Z]+ \/[^']*)'/g)].map(([, route]) => route)
  const routes: readonly RouteContract[] = Object.values(contract)
  const callable = routes
    .filter(({ may }) => may !== 'operate')
    .map(({ may, method, path }) => `${may} ${method} ${path}`)
  expect(known).toEqual(callable)
})
