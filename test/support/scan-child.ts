import { openDatabase } from '../../middleware/database/open.ts'
import type { Held } from '../../middleware/database/record.ts'
import type { SalesforceLogin } from '../../middleware/salesforce/login-schema.ts'
import { createSession } from '../../middleware/salesforce/session.ts'
import { stageSalesforce } from '../../middleware/sync/stage.ts'
import { scanWork } from '../sync/scan-world.ts'

/** A process of its own that stages a scan, to be killed while it does. */
interface Job {
  readonly url: string
  readonly held: Held
  readonly runId: number
  readonly login: SalesforceLogin
  readonly maxRecords: number
}
const { url, held, runId, login, maxRecords } = JSON.parse(process.argv[2] ?? '') as Job
const db = await openDatabase(url)
const work = scanWork(db, held, createSession(login, { allowHttp: true }))
await stageSalesforce(work, runId, { maxRecords, firstWaitMs: 2 })
await db.close()
