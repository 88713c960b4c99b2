import { expect, test } from 'vitest'
import { startIntake } from '../support/intake.ts'

test('answers carry the safety headers and say nothing of the server', async () => {
  await using intake = await startIntake()
  for (const path of [
    '/health/live',
    '/health/ready',
    '/metrics',
    '/none',
    `/hooks/salesforce/${intake.token}`
  ]) {
    const { headers } = await intake.send('GET', path)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff'
    })
    expect(Object.keys(headers)).not.toContain('x-powered-by')
  }
})

test('health tells live from ready, and an unknown path is 404 in JSON', async () => {
  await using intake = await startIntake({ ready: async () => ({ ok: false, checks: { database: 'gone' } }) })
  expect(await intake.send('GET', '/health/live')).toMatchObject({ status: 200 })
  expect(await intake.send('GET', '/health/ready')).toMatchObject({
    status: 503,
    body: '{"ok":false,"checks":{"database":"gone"}}'
  })
  expect(await intake.send('GET', '/none')).toMatchObject({ status: 404, body: '{"error":"not-found"}' })
})

test('an unforeseen error gives the client a number and the log the error', async () => {
  await using intake = await startIntake({
    ready: () => Promise.reject(new Error('select * from secret_table'))
  })
  const reply = await intake.send('GET', '/health/ready')
  expect(reply.status).toBe(500)
  const { error, id } = JSON.parse(reply.body) as { error: string; id: string }
  expect(error).toBe('internal')
  expect(reply.body).not.toMatch(/secret_table| at /)
  expect(intake.logs()).toContain(id)
  expect(intake.logs()).toContain('secret_table')
})
