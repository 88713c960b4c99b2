import { ApiProblem, call } from 'c/api'
import send from '@salesforce/apex/ApiController.send'

jest.mock('@salesforce/apex/ApiController.send', () => ({ default: jest.fn() }), { virtual: true })

const answers = (answer) => send.mockResolvedValue(JSON.stringify(answer))

it('puts parameters into the path and the rest into the query, escaped', async () => {
  answers({ status: 200, tag: null, body: {} })
  await call('listRunRecords', { params: { run: 7 }, query: { bucket: 'a&b', after: undefined, limit: '' } })
  expect(send).toHaveBeenCalledWith({
    method: 'GET',
    path: '/runs/7/records?bucket=a%26b',
    body: null,
    tag: null
  })
})

it('sends the version that is changed, and gives the new one', async () => {
  answers({ status: 200, tag: '8', body: { values: {} } })
  const answer = await call('saveSettings', { params: { connection: 1 }, body: { values: {} }, tag: '7' })
  expect(send.mock.calls[0][0]).toMatchObject({ method: 'PUT', body: '{"values":{}}', tag: '7' })
  expect(answer).toEqual({ body: { values: {} }, tag: '8' })
})

it('throws what the middleware refused, with the field it is about', async () => {
  answers({
    status: 422,
    tag: null,
    body: { detail: 'No such owner.', code: 'invalid', field: 'values.owner' }
  })
  await expect(call('listConnections')).rejects.toMatchObject({
    name: 'ApiProblem',
    message: 'No such owner.',
    field: 'values.owner',
    status: 422
  })
})

it('tells what Apex said when nothing could be sent', async () => {
  send.mockRejectedValue({ body: { message: 'You may not use Bothways.' } })
  await expect(call('me')).rejects.toEqual(expect.any(ApiProblem))
  await expect(call('me')).rejects.toMatchObject({
    code: 'not-reached',
    message: 'You may not use Bothways.'
  })
})
