import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import pg from 'pg'
import { connectionAs, prepareRoles } from './roles.ts'

const folder = join(import.meta.dirname, 'migrations')
const functions = join(import.meta.dirname, 'functions')

/** Applies the migrations that are missing, forward only, under a lock: nodes that start together wait for one another. */
export async function migrate(url: string): Promise<void> {
  await prepareRoles(url)
  const pool = new pg.Pool({ ...connectionAs(url, 'owner'), max: 2 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({ db, provider: { getMigrations }, migrationTableSchema: 'bothways' })
    const { error, results } = await migrator.migrateToLatest()
    if (error === undefined) {
      await replaceFunctions(pool)
      return
    }
    const failed = results?.find((result) => result.status === 'Error')?.migrationName
    throw new Error(
      `The database could not be migrated${failed === undefined ? '' : `: ${failed} failed`}.`,
      {
        cause: error
      }
    )
  } finally {
    await db.destroy()
  }
}

/** One number for all nodes: who holds this lock puts the functions in place. */
const FUNCTIONS_LOCK = 0x626f7466

/** Functions have no history: the files of ./functions say what they are now. */
async function replaceFunctions(pool: pg.Pool): Promise<void> {
  const names = (await readdir(functions)).filter((name) => name.endsWith('.sql')).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(functions, name), 'utf8')))
  await pool.query(`begin; select pg_advisory_xact_lock(${FUNCTIONS_LOCK}); ${texts.join('\n')}; commit`)
}

async function getMigrations(): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations = names.map(async (name): Promise<[string, Migration]> => {
    const text = await readFile(join(folder, name), 'utf8')
    return [
      name.slice(0, -'.sql'.length),
      {
        up: (db) =>
          sql
            .raw(text)
            .execute(db)
            .then(() => undefined)
      }
    ]
  })
  return Object.fromEntries(await Promise.all(migrations))
}
