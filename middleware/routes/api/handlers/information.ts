import { informationOf, type Information, type RunProgress } from '../../../database/information.ts'
import { connectionStatus } from '../../../database/status.ts'
import { automaticOf } from '../../../sync/schedules.ts'
import type { Answer } from '../contract/index.ts'
import type { Handlers } from '../call.ts'
import { notFound } from '../problem.ts'
import type { HandlerDependencies } from './dependencies.ts'

type SyncInformation = Answer<'getInformation'>

export function informationHandlers({ engine }: HandlerDependencies): Pick<Handlers, 'getInformation'> {
  return {
    async getInformation({ orgId, params }) {
      const found = await informationOf(engine.db, orgId, params.connection)
      if (found === null) throw notFound('connection')
      const status = await connectionStatus(engine.db, orgId, params.connection)
      const automatic = await automaticOf(engine, { orgId, connectionId: params.connection })
      return {
        body: {
          state: found.state,
          firstSync: firstSync(found),
          current: found.current === null ? null : progressOf(found.current),
          waiting: status.waiting,
          retrying: status.retrying,
          openIssues: status.openIssues,
          lastSyncAt: iso(found.lastSyncAt),
          lastMessageAt: iso(status.lastMessageAt),
          nextSyncAt: found.state === 'active' ? iso(found.nextSyncAt) : null,
          automatic,
          links: status.links,
          unapproved: [...status.unapproved],
          troubles: status.troubles.map(({ trouble, until }) => ({
            said: trouble,
            until: until.toISOString()
          })),
          agreement: status.agreement.map((one) => ({
            ...one,
            at: one.at.toISOString(),
            drift: { ...one.drift }
          }))
        }
      }
    }
  }
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null
const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, one) => all + one, 0)

/** What is already as it should be is counted in a plan, and is none of its operations. */
const operationsOf = ({ planned }: RunProgress) => sum(planned) - (planned['skip/unchanged/'] ?? 0)

/** A plan that is made counts the records it has seen, everything else those that are done. */
export function progressOf(run: RunProgress): NonNullable<SyncInformation['current']> {
  const making = run.cause === 'plan' && run.state === 'running'
  const total = run.cause === 'plan' && !making ? operationsOf(run) : run.total
  const done = making ? run.seen : sum(run.counters)
  return {
    run: run.runId,
    cause: run.cause,
    state: run.state,
    done,
    // Records that were made meanwhile come on top.
    total: total === null ? null : Math.max(total, done),
    counters: { ...run.counters },
    startedAt: run.startedAt.toISOString(),
    endedAt: iso(run.endedAt),
    error: run.error
  }
}

function firstSync({ pairs, synced, syncedAt, first }: Information): SyncInformation['firstSync'] {
  if (synced > 0 && synced === pairs) return { state: 'done', at: iso(syncedAt), said: 'Everything was synchronized.' } // prettier-ignore
  if (first === null) return { state: 'none', at: null, said: 'Nothing was synchronized yet.' }
  const some = synced > 0 ? `${synced} of ${pairs} mappings are synchronized. ` : ''
  const at = iso(first.endedAt ?? first.startedAt)
  if (first.state === 'failed')
    return { state: 'failed', at, said: `${some}It stopped: ${first.error ?? 'for a reason nobody foresaw'}` }
  if (first.state === 'planned' || first.state === 'stopped')
    return { state: 'planned', at, said: `${some}A plan waits for approval.` }
  if (first.state === 'running' && first.cause === 'plan')
    return {
      state: 'running',
      at,
      said: `${some}Both sides are read for a plan; nothing is written before you approve it.`
    }
  if (first.state === 'done')
    return { state: synced > 0 ? 'running' : 'none', at, said: `${some}The rest has not begun.` }
  return { state: 'running', at, said: `${some}It is under way.` }
}
