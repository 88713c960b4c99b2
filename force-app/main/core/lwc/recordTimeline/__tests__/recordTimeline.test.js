import RecordTimeline from 'c/recordTimeline'
import ConfirmModal from 'c/confirmModal'
import { answering, asked, press, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const record = '003000000000001AAA'
const link = {
  connection: 1, connectionName: 'Main', connectorLabel: 'Vendor', object: 'Contact', externalObject: 'Contact', salesforceId: record,
  externalId: 'x1', state: 'linked', lastSyncAt: '2026-11-21T10:00:00.000Z', openIssues: 1, canSync: true, canUnlink: true,
  canRelink: false, hasPanel: true
} // prettier-ignore
const issue = { issue: 9, connection: 1, message: 'Phone was edited on both sides.', choices: { salesforce: '1', external: null } } // prettier-ignore
const timeline = {
  stories: [
    {
      connection: 1,
      connectionName: 'Main',
      life: [
        { at: '2026-11-20T10:00:00.000Z', what: 'The two were linked.', run: 1 },
        { at: null, what: 'Now: in step', run: null }
      ],
      lines: [
        { label: 'phone', salesforceField: 'Phone', salesforce: '1', external: null, because: 'Because.', steps: [] } // prettier-ignore
      ]
    }
  ]
}
const showing = (may, answers = {}) => {
  answering({ me: { may }, getRecord: { salesforceId: record, links: [link], issues: [issue] }, getTimeline: timeline, ...answers }) // prettier-ignore
  return show('c-record-timeline', RecordTimeline, { recordId: record })
}

it('tells how the record stands, what happened, and why each field is as it is', async () => {
  const element = await showing(['use'])
  for (const said of ['Vendor · Contact', 'The two were linked.', 'Phone: 1 · phone: (blank)', 'Because.'])
    expect(wordsOf(element)).toContain(said)
  await expectAccessible(element)
})

it('gives sellers the sync, and only those who manage it the rest', async () => {
  const seller = await showing(['use'])
  expect(wordsOf(seller)).toContain('Sync now')
  expect(wordsOf(seller)).not.toContain('Unlink')
  expect(wordsOf(seller)).not.toContain('Keep Salesforce')
  const manager = await showing(['use', 'manage'])
  expect(wordsOf(manager)).toContain('Unlink')
  expect(wordsOf(manager)).toContain('Keep Salesforce: 1')
})

it('keeps the side that was chosen in a conflict', async () => {
  const element = await showing(['use', 'manage'], { acceptIssue: { records: 1, said: 'Done.' } })
  await press(element, 'Keep Vendor: (blank)')
  expect(asked('acceptIssue')).toEqual([{ params: { issue: '9' }, body: { side: 'external' } }])
})

it('asks before it unlinks', async () => {
  const element = await showing(['use', 'manage'], { actOnRecord: { records: 1, said: 'Unlinked.' } })
  const open = jest.spyOn(ConfirmModal, 'open').mockResolvedValueOnce(undefined).mockResolvedValueOnce(true)
  await press(element, 'Unlink')
  expect(asked('actOnRecord')).toEqual([])
  await press(element, 'Unlink')
  expect(asked('actOnRecord')[0].body).toEqual({ action: 'unlink', connection: 1 })
  expect(open).toHaveBeenCalledTimes(2)
})
