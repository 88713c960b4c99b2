import { expect, onTestFinished, test } from 'vitest'
import { startOrg } from '../index.ts'
import { errorOf, rest } from '../test-client.ts'

test('an hour has 500 report runs, and an hour later there are more', async () => {
  const org = await startOrg({ switches: { reportStepUp: false } })
  onTestFinished(() => org.close())
  const report = { command: 'defineReport', name: 'All', object: 'Contact', columns: ['LastName'] }
  const { id } = (await org.control(report)) as { id: string }
  const run = () => rest(org, 'GET', `/analytics/reports/${id}`)
  for (let i = 0; i < 500; i++) expect((await run()).status).toBe(200)
  expect(errorOf(await run())).toMatch(/^FORBIDDEN.*500 reports synchronously/)
  const started = await rest(org, 'POST', `/analytics/reports/${id}/instances`)
  expect(started.status).toBe(200)
  await org.control({ command: 'advance', ms: 3_600_001 })
  expect((await run()).status).toBe(200)
})
