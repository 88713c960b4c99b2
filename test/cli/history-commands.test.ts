import { expect, onTestFinished, test, vi } from 'vitest'
import { startPipeline } from '../support/pipeline.ts'
import { historyCommands } from '../../middleware/cli/history-commands.ts'
import { issueCommands } from '../../middleware/cli/issue-commands.ts'
import { UsageError, type Flags } from '../../middleware/cli/usage.ts'
import { IssueError } from '../../middleware/database/issues.ts'
import { contactLines, contacts, line, objects } from '../support/plain-pairs.ts'

const ask = contactLines.map((one) =>
  one.external === 'phone' ? line('Phone', 'phone', { wins: 'ask' }) : one
)

async function world() {
  const pipeline = await startPipeline({ objects, pairs: [contacts({ lines: ask })] })
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  onTestFinished(() => log.mockRestore())
  /** What a command prints. */
  const say = async (words: string, flags: Partial<Flags> = {}) => {
    log.mockClear()
    const [name = '', ...rest] = words.split(' ')
    const command = { ...historyCommands, ...issueCommands }[name]
    await command?.(pipeline.engine, rest, { json: false, yes: false, ...flags })
    return log.mock.calls.map(([text]) => String(text)).join('\n')
  }
  const id = await pipeline.contacts.create({
    LastName: 'Nowak',
    Email: 'anna@example.com',
    Phone: '+48500100200'
  })
  await pipeline.syncSalesforce()
  return { ...pipeline, say, id, extId: pipeline.system.all('person')[0]?.id ?? '' }
}

test('the command line tells what ran, what became of each record, why a value is there, and takes a run back', async () => {
  const { say, id, extId, contacts: sf, syncSalesforce, system } = await world()
  await sf.edit(id, { Phone: '+48600600600' })
  await syncSalesforce()
  const [last = ''] = (await say('history 1 1')).split('\n')
  expect(last).toMatch(/^\d+ .* Contacts  poll, done: 1 records, 0 problems$/)
  const day = new Date().toISOString().slice(0, 10)
  expect(await say('report 1 1')).toMatch(/Synchronized 2/)
  expect(await say(`report 1 1 ${day} synchronized`)).toContain(`${id} ↔ ${extId}  updated`)
  expect(await say(`explain ${extId}`)).toContain('Phone is "+48600600600" in Salesforce')

  const run = Number.parseInt(last)
  const planned = await say(`undo 1 ${run}`)
  expect(planned).toContain('phone in Plain: "+48600600600" → "+48500100200"')
  expect(planned).toMatch(new RegExp(`Takes back run ${run}.*Nothing is written before: bothways approve \\d+ --hash`, 's')) // prettier-ignore
  expect(system.all('person')).toMatchObject([{ phone: '+48600600600' }])
  expect(await say(`undo 1 ${run}`, { yes: true })).toMatch(/is carried out.*So far: 1 updated/s)
  expect(system.all('person')).toMatchObject([{ phone: '+48500100200' }])
  await expect(say('undo 1 99999')).rejects.toThrow(/no run 99999/)
  await expect(say('report 1 1 yesterday')).rejects.toThrow(UsageError)
})

test('the command line lists issues and lets a person answer: accept, unlink, block', async () => {
  const { say, id, extId, contacts: sf, system, ...rest } = await world()
  system.edit('person', extId, { phone: '+48111111111' })
  await sf.edit(id, { Phone: '+48222222222' })
  await rest.pass()
  const [first = ''] = (await say('issues')).split('\n')
  expect(first).toContain('phone  conflict')
  expect(await say('issues', { code: 'nothing' })).toBe('')
  await expect(say('accept 1 nobody')).rejects.toThrow(UsageError)
  await say(`accept ${Number.parseInt(first)} external`)
  await rest.turn()
  expect(await sf.get(id)).toMatchObject({ Phone: '+48111111111' })
  expect(await say('issues')).toBe('')
  await expect(say('retry', { code: 'conflict' })).rejects.toThrow(IssueError)

  await say(`block ${extId} asked by its owner`)
  await sf.edit(id, { Phone: '+48333333333' })
  await rest.pass()
  expect(system.all('person')).toMatchObject([{ phone: '+48111111111' }])
  expect(await say(`explain ${id}`)).toContain('took the record out of the sync: asked by its owner')
  await say(`unblock ${id}`)
  await sf.edit(id, { Phone: '+48444444444' })
  await rest.pass()
  expect(system.all('person')).toMatchObject([{ phone: '+48444444444' }])
  expect(await say(`unlink ${extId}`)).toContain('Both records stay')
  await expect(say('unlink nowhere')).rejects.toThrow(/No record with the id/)
})
