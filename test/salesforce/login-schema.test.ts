import { expect, test } from 'vitest'
import { salesforceLoginSchema } from '../../middleware/salesforce/login-schema.ts'
import { createSession } from '../../middleware/salesforce/session.ts'
import { jwt, world } from './world.ts'

test('secrets leave by https only, whatever was stored', async () => {
  const { org } = await world()
  await expect(createSession(jwt(org)).identity()).rejects.toThrow('must start with https://')
})

test('a login form says what is wrong with an address and keeps its origin', () => {
  const login = { kind: 'client-credentials', clientId: 'a', clientSecret: 'b' }
  const address = (loginUrl: string) => salesforceLoginSchema.safeParse({ ...login, loginUrl })
  expect(address('https://acme.my.salesforce.com/home?x=1').data).toMatchObject({
    loginUrl: 'https://acme.my.salesforce.com'
  })
  expect(address('http://acme.my.salesforce.com').error?.issues[0]?.message).toContain('https://')
  expect(address('https://acme.lightning.force.com').error?.issues[0]?.message).toContain('My Domain')
})
