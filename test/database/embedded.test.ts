import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { startEmbedded } from '../../middleware/database/embedded.ts'
import { startChild } from '../support/child.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bothways-embedded-'))
  await chmod(path, 0o711)
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<object>(statement)).rows
  } finally {
    await client.end()
  }
}

test('what was stored is there after a stop, at the same address', async () => {
  const path = await folder()
  const first = await startEmbedded(path)
  await query(first.url, 'create table kept as select 1 as n')
  await first.stop()
  const second = await startEmbedded(path)
  onTestFinished(() => second.stop())
  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }])
})

test('a server that a killed middleware left behind is adopted, and stopped in the end', async () => {
  const path = await folder()
  const child = await startChild({ PORT: '0', BOTHWAYS_DATA_DIR: path })
  await child.kill()
  const next = await startEmbedded(path)
  expect(next.adopted).toBe(true)
  expect(await query(next.url, 'select 1 as n')).toEqual([{ n: 1 }])
  await next.stop()
  await expect(query(next.url, 'select 1')).rejects.toThrow()
})

test('a second middleware in the same folder is refused in words; the command line may visit', async () => {
  const path = await folder()
  const child = await startChild({ PORT: '0', BOTHWAYS_DATA_DIR: path })
  onTestFinished(() => child.kill())
  await expect(startEmbedded(path)).rejects.toThrow(
    /Another Bothways \(process \d+\) uses .*BOTHWAYS_DATA_DIR/s
  )
  const visit = await startEmbedded(path, { visit: true })
  await visit.stop()
  expect(await query(visit.url, 'select 1 as n')).toEqual([{ n: 1 }])
  expect(await child.stop()).toBe(0)
})

test('data of another PostgreSQL is refused before anything touches it', async () => {
  const path = await folder()
  const server = await startEmbedded(path)
  await server.stop()
  const version = join(path, 'postgres', 'data', 'PG_VERSION')
  const was = await readFile(version, 'utf8')
  await writeFile(version, '15\n')
  await expect(startEmbedded(path)).rejects.toThrow(/written by PostgreSQL 15.*DATABASE_URL/s)
  await writeFile(version, was)
})
