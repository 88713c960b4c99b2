import type { Database } from '../database/open.ts'
import { noteRepair } from '../database/setup.ts'
import type { Log } from '../log.ts'

/** Keeps in mind that the login of an org leads to another one, as after a refresh of a sandbox; a login that fits ends it. */
export const orgAlerts =
  (db: Database, log: Log) =>
  (orgId: number, problem: string | null): void => {
    if (problem !== null) log.error({ orgId, reason: problem }, 'the login of an org leads to another org')
    noteRepair(db, orgId, problem).catch((error: unknown) => log.warn({ err: error }, 'the state of an org was not noted')) // prettier-ignore
  }
