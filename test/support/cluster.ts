import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../middleware/database/embedded.ts'
import { migrate } from '../../middleware/database/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    clusterUrl: string
  }
}

export const TEMPLATE = 'bothways_template'

/** One real PostgreSQL for a test run, with a migrated template that each test clones. Stopped and removed at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'bothways-test-'))
  // The database's unprivileged user has to pass through it.
  await chmod(folder, 0o711)
  const cluster = await startEmbedded(folder)
  await onCluster(cluster.url, `create database ${TEMPLATE}`)
  await migrate(databaseUrl(cluster.url, TEMPLATE))
  project.provide('clusterUrl', cluster.url)
  return async () => {
    // Hundreds of databases were written, and nobody reads them again: no checkpoint of all that.
    await cluster.stop('immediate')
    await rm(folder, { recursive: true, force: true })
  }
}

export async function onCluster(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export function databaseUrl(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl)
  url.pathname = `/${name}`
  return url.href
}
