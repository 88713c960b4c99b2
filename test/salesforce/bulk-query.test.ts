import { expect, test } from 'vitest'
import { beginQuery, discardQuery, endOfQuery, openPage } from '../../middleware/salesforce/bulk-query.ts'
import { SalesforceError } from '../../middleware/salesforce/errors.ts'
import type { Session } from '../../middleware/salesforce/session.ts'
import { world } from './world.ts'

const quick = { firstWaitMs: 2 }
const soql = 'select Id, LastName, Description from Contact'

async function readAll(session: Session, jobId: string, maxRecords: number) {
  const texts: string[] = []
  for (let locator: string | null = null; ;) {
    const page = await openPage(session, jobId, { locator, maxRecords })
    const pieces: Uint8Array[] = []
    for await (const piece of page.bytes) pieces.push(piece)
    const text = Buffer.concat(pieces).toString()
    texts.push(text)
    expect(page.columns).toEqual(['Id', 'LastName', 'Description'])
    if (page.next === null) return texts
    locator = page.next
  }
}

test('a result of many small pages comes whole, without a header among its rows', async () => {
  const { org, session, create } = await world({ seed: 230 })
  await create('Contact', { LastName: 'O"Neill, "Zoë"', Description: 'two\nlines' })
  const gone = await create('Contact', { LastName: 'Gone' })
  await org.control({ command: 'delete', object: 'Contact', id: gone })
  await org.control({ command: 'set', bulkPageSize: 7 })

  const jobId = await beginQuery(session, soql, { all: true })
  const total = await endOfQuery(session, jobId, quick)
  expect(total).toBe(232)
  const texts = await readAll(session, jobId, 50)
  expect(texts).toHaveLength(Math.ceil(232 / 7))
  const ids = texts.join('').match(/^"003\w{15}"/gm) ?? []
  expect(new Set(ids).size).toBe(232)
  expect(texts.join('')).toContain('"O""Neill, ""Zoë""","two\nlines"')
  expect(texts.join('')).toContain(gone)
  expect(texts.join('')).not.toContain('"LastName"')
})

test('a page whose connection breaks says so and can be opened again', async () => {
  const { org, session } = await world({ seed: 60 })
  const jobId = await beginQuery(session, soql)
  await endOfQuery(session, jobId, quick)
  await org.control({
    command: 'fault',
    path: `/services/data/v64.0/jobs/query/${jobId}/results`,
    cut: 'during'
  })
  await expect(readAll(session, jobId, 1000)).rejects.toMatchObject({ kind: 'unavailable' })
  expect((await readAll(session, jobId, 1000)).join('').match(/^"003/gm)).toHaveLength(60)
})

test('a refused query, one that fails later, a deadline and an abort are told apart', async () => {
  const { org, session, create } = await world()
  await create('Contact', { LastName: 'One' })
  const refusal = async (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error
    )
  expect(await refusal(beginQuery(session, 'select Nope from Contact'))).toMatchObject({
    kind: 'schema',
    code: 'INVALID_FIELD'
  })

  await org.control({ command: 'set', bulkDelayMs: 600_000 })
  const jobId = await beginQuery(session, soql)
  const late = await refusal(endOfQuery(session, jobId, { ...quick, deadlineMs: 30 }))
  expect(late).toBeInstanceOf(SalesforceError)
  expect(late).toMatchObject({ kind: 'unavailable', message: expect.stringContaining(jobId) as string })
  const stop = new AbortController()
  const reason = new Error('the lease is lost')
  const waiting = refusal(endOfQuery(session, jobId, { firstWaitMs: 60_000, signal: stop.signal }))
  setTimeout(() => stop.abort(reason), 20)
  expect(await waiting).toBe(reason)

  await discardQuery(session, jobId)
  expect(await refusal(endOfQuery(session, jobId, quick))).toMatchObject({ kind: 'not-found' })
  await discardQuery(session, jobId) // once more does no harm
})
