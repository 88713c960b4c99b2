import { expect, test } from 'vitest'
import { ApexException, ApexResponse } from './index.ts'
import { openOrg } from './test-client.ts'

const org = await openOrg({
  apex: {
    'POST /bothways/v1/things/*': ({ json, path }) => ({ path, json }),
    'Controller.load': ({ json }) => ({ loaded: json })
  }
})

async function call(path: string, method = 'POST', body: unknown = { a: 1 }, token = org.accessToken) {
  const response = await fetch(org.url + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(method !== 'GET' && { body: JSON.stringify(body) })
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

test('Apex REST answers by registered handlers and counts as an API call', async () => {
  const answer = await call('/services/apexrest/bothways/v1/things/7')
  expect(answer).toMatchObject({ status: 200, body: { path: '/bothways/v1/things/7', json: { a: 1 } } })
  expect(answer.headers.get('sforce-limit-info')).toMatch(/^api-usage=/)
  org.onApex('GET /bothways/teapot', () => new ApexResponse(418, { tea: true }))
  expect(await call('/services/apexrest/bothways/teapot', 'GET')).toMatchObject({ status: 418 })
})

test('Apex REST refuses as Salesforce does', async () => {
  const { status, body } = await call('/services/apexrest/nothing')
  expect([status, body]).toEqual([
    404,
    [{ message: 'Could not find a match for URL', errorCode: 'NOT_FOUND' }]
  ])
  expect((await call('/services/apexrest/bothways/v1/things/7', 'GET')).status).toBe(405)
  expect((await call('/services/apexrest/bothways/v1/things/7', 'POST', {}, 'dead')).status).toBe(401)
  org.onApex('POST /bothways/fails', () => {
    throw new ApexException('System.DmlException', 'no')
  })
  expect(await call('/services/apexrest/bothways/fails')).toMatchObject({
    status: 500,
    body: [{ errorCode: 'APEX_ERROR', message: 'System.DmlException: no' }]
  })
})

test('a component’s call reaches its method', async () => {
  expect((await call('/__apex/Controller/load')).body).toEqual({ loaded: { a: 1 } })
  expect((await call('/__apex/Controller/other')).status).toBe(404)
})
