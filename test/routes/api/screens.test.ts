import { expect, test } from 'vitest'
import { contract } from '../../../middleware/routes/api/contract/index.ts'
import { routes } from '../../../force-app/main/core/lwc/api/routes.js'

test('the screens know every route by its name, method and path', () => {
  expect(routes).toEqual(
    Object.fromEntries(Object.entries(contract).map(([name, { method, path }]) => [name, [method, path]]))
  )
})
