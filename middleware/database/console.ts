import { sql } from 'kysely'
import type { Database } from './open.ts'

/** The hash of the key that opens the console; null before there is one. */
export async function consoleKeyHash({ system }: Database): Promise<Buffer | null> {
  const { rows } = await sql<{ hash: Buffer }>`select hash from console_key`.execute(system)
  return rows[0]?.hash ?? null
}

/** Stores the first key; false where there is one already, made by an earlier start or another node. */
export async function firstConsoleKey({ system }: Database, hash: Buffer): Promise<boolean> {
  const made = await sql`insert into console_key (hash) values (${hash}) on conflict do nothing`.execute(
    system
  )
  return made.numAffectedRows === 1n
}

/** From now on this key opens the console; the former one, and whoever it let in, is out. */
export async function renewConsoleKey({ system }: Database, hash: Buffer): Promise<void> {
  await system.transaction().execute(async (tx) => {
    await sql`
      insert into console_key (hash) values (${hash})
      on conflict (one) do update set hash = excluded.hash, made_at = now()`.execute(tx)
    await sql`delete from console_sessions`.execute(tx)
    await sql`delete from console_links`.execute(tx)
  })
}

/** Opens a session that ends by itself; old ones are forgotten. */
export async function openConsoleSession({ system }: Database, hash: Buffer, forMs: number): Promise<void> {
  await sql`delete from console_sessions where until <= now()`.execute(system)
  await sql`
    insert into console_sessions (hash, until) values (${hash}, now() + ${forMs} * interval '1 ms')`.execute(
    system
  )
}

export async function hasConsoleSession({ system }: Database, hash: Buffer): Promise<boolean> {
  const { rows } = await sql`select from console_sessions where hash = ${hash} and until > now()`.execute(
    system
  )
  return rows.length === 1
}

export async function closeConsoleSession({ system }: Database, hash: Buffer): Promise<void> {
  await sql`delete from console_sessions where hash = ${hash}`.execute(system)
}

/** Stores a sign-in link that ends by itself. */
export async function saveSignInLink({ system }: Database, hash: Buffer, forMs: number): Promise<void> {
  await sql`delete from console_links where until <= now()`.execute(system)
  await sql`
    insert into console_links (hash, until) values (${hash}, now() + ${forMs} * interval '1 ms')`.execute(
    system
  )
}

/** Uses a sign-in link up; false where it was used, ran out, or never was. */
export async function useSignInLink({ system }: Database, hash: Buffer): Promise<boolean> {
  const { rows } = await sql`
    delete from console_links where hash = ${hash} returning until > now() as good`.execute(system)
  const [row] = rows as { good: boolean }[]
  return row?.good === true
}
