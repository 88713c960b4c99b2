import { expect, test } from 'vitest'
import { bodyOf, errorOf, parseExact } from '../../middleware/salesforce/answer.ts'
import { checkFields, type ObjectDescribe } from '../../middleware/salesforce/describe.ts'
import { parseLimits } from '../../middleware/salesforce/limits.ts'

test.each([
  ['{"n":9007199254740993}', { n: '9007199254740993' }],
  ['{"n":-12345678901234567.89}', { n: '-12345678901234567.89' }],
  ['{"n":0.1234567890123456789}', { n: '0.1234567890123456789' }],
  ['{"n":1e400}', { n: '1e400' }],
  ['{"n":1000000000000000000000}', { n: 1e21 }],
  ['{"n":120000.00000000000}', { n: 120000 }],
  ['{"n":[39.0,0.1,-0.00,1.5E3]}', { n: [39, 0.1, -0, 1500] }],
  ['{"n":"9007199254740993"}', { n: '9007199254740993' }]
])('%s loses no digit', (text, value) => {
  expect(parseExact(text)).toEqual(value)
  expect(bodyOf(200, 'application/json;charset=UTF-8', text)).toEqual(value)
})

test("Salesforce's error list becomes one error with code, fields and kind", () => {
  const text = (code: string, message: string, fields: string[] = []) =>
    JSON.stringify([{ errorCode: code, message, fields }])
  expect(errorOf(400, text('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access'))).toMatchObject({
    kind: 'conflict',
    retryable: true
  })
  expect(errorOf(400, text('DUPLICATE_VALUE', 'duplicate value found', ['Email__c']))).toMatchObject({
    kind: 'conflict',
    retryable: false,
    fields: ['Email__c']
  })
  expect(errorOf(403, text('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')).kind).toBe(
    'rate-limited'
  )
  const query = "\nselect Nope from Contact\n       ^\nERROR at Row:1:Column:8\nNo such column 'Nope'"
  expect(errorOf(400, text('INVALID_FIELD', query)).message).toBe(
    "A field doesn't exist or the sync user may not see it (INVALID_FIELD: No such column 'Nope')."
  )
  expect(errorOf(300, '["/services/data/v64.0/sobjects/Contact/003000000000001AAA"]')).toMatchObject({
    kind: 'conflict',
    code: 'MULTIPLE_CHOICES'
  })
})

test('a web page in place of an answer says that the org is away, not that it lies', () => {
  const page = '<html><body>Down for maintenance</body></html>'
  expect(errorOf(503, page)).toMatchObject({ kind: 'unavailable', status: 503 })
  expect(() => bodyOf(200, 'text/html; charset=UTF-8', page)).toThrow('A web page came instead of data')
  expect(() => bodyOf(200, 'application/json', '{"cut": tr')).toThrow('not complete JSON')
})

test('the limit header is read, for the org and for the app', () => {
  expect(parseLimits('api-usage=18/15000')).toEqual({ used: 18, max: 15000 })
  expect(parseLimits('api-usage=25/5000; per-app-api-usage=17/250(appName=Bothways)')).toEqual({
    used: 25,
    max: 5000,
    app: { used: 17, max: 250, name: 'Bothways' }
  })
  expect(parseLimits('per-app-api-usage=17/250(appName=x)')).toBeNull()
  expect(parseLimits(null)).toBeNull()
})

test('a mapping names the fields that are not there before it is switched on', () => {
  const field = (name: string, type: string, more: object = {}) => ({
    name, type, label: name, length: 0, filterable: true, createable: true, updateable: true,
    calculated: false, nillable: true, defaultedOnCreate: false, restrictedPicklist: false, picklistValues: [],
    referenceTo: [], ...more
  }) // prettier-ignore
  const account: ObjectDescribe = { name: 'Account', label: 'Account', fields: [field('Name', 'string')] }
  const reference = field('AccountId', 'reference', { relationshipName: 'Account', referenceTo: ['Account'] })
  const contact: ObjectDescribe = {
    name: 'Contact',
    label: 'Contact',
    fields: [field('Email', 'email'), field('MailingAddress', 'address'), reference]
  }
  const paths = ['Email', 'Nope__c', 'MailingAddress', 'Account.Name', 'Account.Nope', 'Owner.Name']
  const problems = checkFields(contact, paths, new Map([['Account', account]]))
  expect(problems.map((one) => one.path)).toEqual(['Nope__c', 'MailingAddress', 'Account.Nope', 'Owner.Name'])
  expect(problems[2]?.problem).toContain('Account has no field Nope')
})
