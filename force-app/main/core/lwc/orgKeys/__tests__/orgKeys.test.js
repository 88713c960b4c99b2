import OrgKeys from 'c/orgKeys'
import ConfirmModal from 'c/confirmModal'
import { ApiProblem } from 'c/api'
import { all, answering, asked, press, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const at = '2026-11-21T10:00:00.000Z'
const key = (number, revokedAt = null) => ({ key: number, createdAt: at, createdBy: 'Ada', lastUsedAt: null, revokedAt }) // prettier-ignore

it('lists the keys, and offers to revoke those that are in use', async () => {
  answering({ listKeys: { keys: [key(2), key(1, at)] } })
  const element = await show('c-org-keys', OrgKeys)
  expect(all(element, 'tbody tr')).toHaveLength(2)
  expect(all(element, 'lightning-button')).toHaveLength(1)
  expect(wordsOf(element)).toContain('Revoked')
  await expectAccessible(element)
})

it('revokes a key after a question, and lists them anew', async () => {
  answering({ listKeys: { keys: [key(2)] }, revokeKey: null })
  const element = await show('c-org-keys', OrgKeys)
  ConfirmModal.open = jest.fn(async () => undefined)
  await press(element, 'Revoke')
  expect(asked('revokeKey')).toEqual([])
  ConfirmModal.open = jest.fn(async () => true)
  answering({ listKeys: { keys: [key(2, at)] }, revokeKey: null })
  await press(element, 'Revoke')
  expect(asked('revokeKey')).toEqual([{ params: { key: 2 } }])
  expect(all(element, 'lightning-button')).toHaveLength(0)
})

it('says so when there is none, and when they can’t be read', async () => {
  answering({ listKeys: { keys: [] } })
  expect(wordsOf(await show('c-org-keys', OrgKeys))).toContain('This org has no key.')
  answering({
    listKeys: () => {
      throw new ApiProblem({ status: 503, code: 'unavailable', detail: 'Later.' })
    }
  })
  expect(wordsOf(await show('c-org-keys', OrgKeys))).toContain('Later.')
})
