import { PgBoss } from 'pg-boss'
import type { Database } from '../database/open.ts'
import type { LaneKey } from '../database/lease.ts'
import { connectionAs } from '../database/roles.ts'
import type { Log } from '../log.ts'
import type { Lane } from './lanes.ts'

const QUEUE = 'sync'
/** A burst of messages wakes a lane at its start and once more at its end. */
const GATHER_MS = 50

/** Wakes lanes, on whichever node has a free hand. A lost wake-up costs five seconds: the sweep finds the work itself. */
export interface Waker {
  wake(key: LaneKey): void
  /** From now on this node takes its turns. `work` may be asked for several lanes at once, never rejects. */
  listen(work: (key: LaneKey) => Promise<void>): Promise<void>
  /** No further turns; those under way go on. */
  quiet(): Promise<void>
  close(): Promise<void>
}

interface Wake {
  readonly org: number
  readonly connection: number
  readonly lane: Lane
}

/**
 * pg-boss carries the wake-ups. Its settings bound how long a killed node's turn lies idle: the heartbeat is lost after
 * 10 s, noticed within 2 s. Exclusive work is the lease's matter, not the queue's.
 */
export async function createWaker(db: Database, log: Log): Promise<Waker> {
  const { connectionString, options } = connectionAs(db.url, 'system')
  const boss = new PgBoss({
    ...(connectionString !== undefined && { connectionString }),
    ...(options !== undefined && { options }),
    application_name: 'bothways wake-ups',
    schema: 'pgboss',
    createSchema: false,
    max: 4,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    useListenNotify: true
  })
  boss.on('error', (error) => log.warn({ err: error }, 'wake-ups are disturbed'))
  await boss.start()
  await boss.createQueue(QUEUE, {
    policy: 'standard',
    notify: true,
    heartbeatSeconds: 10,
    expireInSeconds: 23 * 3600,
    retryLimit: 100_000,
    retryDelay: 0,
    deleteAfterSeconds: 3600
  })
  const quietUntil = new Map<string, { timer: NodeJS.Timeout; asked: boolean }>()
  const send = (key: LaneKey) => {
    const wake: Wake = { org: key.orgId, connection: key.connectionId, lane: key.lane }
    boss
      .send(QUEUE, wake)
      .catch((error: unknown) => log.warn({ err: error }, 'a wake-up was lost; the sweep finds it'))
  }
  const wake = (key: LaneKey): void => {
    const name = `${key.orgId} ${key.connectionId} ${key.lane}`
    const quiet = quietUntil.get(name)
    if (quiet !== undefined) {
      quiet.asked = true
      return
    }
    send(key)
    const timer = setTimeout(() => {
      const { asked } = quietUntil.get(name) ?? { asked: false }
      quietUntil.delete(name)
      if (asked) wake(key)
    }, GATHER_MS)
    quietUntil.set(name, { timer, asked: false })
  }
  return {
    wake,
    async listen(work) {
      const settings = { pollingIntervalSeconds: 2, heartbeatRefreshSeconds: 3, localConcurrency: 4 }
      await boss.work<Wake>(QUEUE, settings, async (jobs) => {
        for (const { data } of jobs)
          await work({ orgId: data.org, connectionId: data.connection, lane: data.lane })
      })
    },
    async quiet() {
      await boss.offWork(QUEUE, { wait: false })
    },
    async close() {
      for (const { timer } of quietUntil.values()) clearTimeout(timer)
      quietUntil.clear()
      await boss.stop({ graceful: false, close: true })
    }
  }
}
