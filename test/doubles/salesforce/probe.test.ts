import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readProbe } from './probe.ts'
import { startOrg } from './index.ts'
import { errorOf, rest } from './test-client.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'probe-'))
afterAll(() => rmSync(folder, { recursive: true }))

function probeFile(content: unknown): string {
  const file = path.join(folder, 'probe.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}
const asked = { date: '2026-11-21', apiVersion: '64.0' }

test('a probe of a real org corrects a wording and a switch, of the org that was started with it only', async () => {
  const probe = probeFile({
    ...asked,
    switches: { replicationIdLimit: 0 },
    wordings: {
      replicationTooMany: { status: 413, text: 'At most {limit}, please' },
      bulkNotReady: { code: 'NOTREADY' }
    }
  })
  const [corrected, usual] = await Promise.all([
    startOrg({ probe }),
    startOrg({ switches: { replicationIdLimit: 0 } })
  ])
  try {
    const contact = { LastName: 'Asked' }
    const [ours, theirs] = await Promise.all(
      [corrected, usual].map(async (org) => {
        await rest(org, 'POST', '/sobjects/Contact', contact)
        const span = (ms: number) => encodeURIComponent(new Date(org.now() + ms).toISOString())
        return rest(org, 'GET', `/sobjects/Contact/updated?start=${span(-300_000)}&end=${span(300_000)}`)
      })
    )
    expect(ours?.status).toBe(413)
    expect(ours && errorOf(ours)).toBe('EXCEEDED_ID_LIMIT: At most 0, please')
    expect(theirs?.status).toBe(400)
    expect(theirs && errorOf(theirs)).toContain('Choose a shorter span of time')

    await corrected.control({ command: 'set', bulkDelayMs: 60_000 })
    const waiting = await rest(corrected, 'POST', '/jobs/query', {
      operation: 'query',
      query: 'SELECT Id FROM Contact'
    })
    const { id } = waiting.body as { id: string }
    expect(errorOf(await rest(corrected, 'GET', `/jobs/query/${id}/results`))).toBe(
      'NOTREADY: Invalid job state: UploadComplete. Results are not ready'
    )
  } finally {
    await Promise.all([corrected.close(), usual.close()])
  }
})

test.each([
  [{ ...asked, date: 'today' }, 'date must be a text such as "2026-11-21"'],
  [{ ...asked, apiVersion: 64 }, 'apiVersion must be a text such as "64.0"'],
  [{ ...asked, wording: {} }, 'there is no wording; known are date, apiVersion, switches, wordings'],
  [{ ...asked, switches: { soapLogin: 'no' } }, 'switches: soapLogin must be true or false'],
  [{ ...asked, switches: { soaplogin: false } }, 'switches: there is no switch soaplogin'],
  [{ ...asked, wordings: { notReady: { text: 'x' } } }, 'there is no wordings.notReady'],
  [
    { ...asked, wordings: { bulkNotReady: { status: 200 } } },
    'wordings.bulkNotReady.status must be an HTTP status'
  ],
  [{ ...asked, wordings: { bulkNotReady: { words: 'x' } } }, 'there is no wordings.bulkNotReady.words'],
  [{ ...asked, wordings: { bulkNotReady: 'x' } }, 'wordings.bulkNotReady must be an object']
])('a probe with a wrong key is refused by a sentence that names it: %j', (content, sentence) => {
  expect(() => readProbe(probeFile(content))).toThrow(sentence)
})

const guess = /\[U\b/
// Words, codes and statuses from memory: a refusal on the marked line, or a mark that says what it is about.
const refusalFromMemory = /(?:Error|Problem|Fault|refused|malformed)\(.*['"`].*\[[^\]]*\bK\b/
const wordsFromMemory =
  /\b(?:wording|wordings|texts|status)\b[^.]*\[[^\]]*\bK\b|\[[^\]]*\bK: [^\]]*\b(?:wording|text|code|status)|\/\/ text \[K/i

test.each([
  ['a guess', [guess]],
  ['what is worded from memory', [refusalFromMemory, wordsFromMemory]]
])('%s stands where a probe can correct it, and nowhere else', (_, marks) => {
  const correctable = /^(switches|uncertain|switch-notes|probe\.test)\.ts$|^uncertain\//
  const elsewhere = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|js|css)$/.test(name) && !correctable.test(name))
    .flatMap((name) =>
      readFileSync(path.join(import.meta.dirname, name), 'utf8')
        .split('\n')
        .filter((line) => marks.some((mark) => mark.test(line)))
        .map((line) => `${name}: ${line.trim()}`)
    )
  expect(elsewhere).toEqual([])
})

test('every answer from memory can be corrected: its code and its words reach the client', async () => {
  const words = { code: 'CORRECTED_CODE', text: 'In other words: {field}', status: 418 }
  const org = await startOrg({ probe: probeFile({ ...asked, wordings: { textTooLong: words } }) })
  try {
    const answer = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'x'.repeat(81) })
    expect([answer.status, errorOf(answer)]).toEqual([418, 'CORRECTED_CODE: In other words: Last Name'])
  } finally {
    await org.close()
  }
})
