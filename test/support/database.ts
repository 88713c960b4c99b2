import { randomUUID } from 'node:crypto'
import { inject, onTestFinished } from 'vitest'
import { openDatabase, type Database } from '../../middleware/database/open.ts'
import { databaseUrl, onCluster, TEMPLATE } from './cluster.ts'

/** The address of a database of one's own, with all tables and no rows. */
export async function freshDatabaseUrl(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const cluster = inject('clusterUrl')
  await onCluster(cluster, `create database ${name} template ${TEMPLATE}`)
  return databaseUrl(cluster, name)
}

/** A database of one's own, opened as the service opens it, closed when the test ends. */
export async function freshDatabase({ pool = 8 } = {}): Promise<Database> {
  const db = await openDatabase(await freshDatabaseUrl(), { pool })
  onTestFinished(() => db.close())
  return db
}
