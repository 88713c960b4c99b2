import { startInitialSync } from '../../../sync/connect.ts'
import { lanes } from '../../../sync/lanes.ts'
import { pause, reconcile, resynchronize, syncNow, type ConnectionKey } from '../../../sync/schedules.ts'
import type { Handlers } from '../call.ts'
import { ProblemError } from '../problem.ts'
import type { HandlerDependencies } from './dependencies.ts'
import { keyOf, storedOf } from '../desk.ts'

export function syncHandlers({
  engine,
  wake
}: HandlerDependencies): Pick<Handlers, 'pauseConnection' | 'resumeConnection' | 'requestSync'> {
  const begin = {
    async initial(key: ConnectionKey) {
      await startInitialSync(engine, key.orgId, key.connectionId)
      wake({ ...key, lane: lanes.backfill })
      return 'The initial sync has begun. Everything both sides hold is brought in step.'
    },
    async instant(key: ConnectionKey) {
      await syncNow(engine, key)
      wake({ ...key, lane: lanes.live })
      return 'What changed since the last synchronization is looked at now.'
    },
    async reconcile(key: ConnectionKey) {
      const names = await reconcile(engine, key)
      wake({ ...key, lane: lanes.live })
      return `Everything is compared on both sides: ${names.join(', ')}.`
    },
    async resync(key: ConnectionKey) {
      const next = (await resynchronize(engine, key)).map((one) => one.nextPollAt).filter((at) => at !== null)
      const first = next.sort((a, b) => a.getTime() - b.getTime())[0]
      return first === undefined
        ? 'Everything is synchronized again with the next instant sync: this connection has no schedule.'
        : `Everything is synchronized again at the next interval, ${first.toISOString()}.`
    }
  }
  return {
    async pauseConnection(call) {
      await storedOf(engine, keyOf(call))
      const done = await pause(engine, keyOf(call), true)
      return { body: { said: done ? 'Paused. Messages are kept, opt-outs still flow.' : 'It is paused already.' } } // prettier-ignore
    },
    async resumeConnection(call) {
      const key = keyOf(call)
      await storedOf(engine, keyOf(call))
      const done = await pause(engine, key, false)
      for (const lane of [lanes.live, lanes.backfill]) wake({ ...key, lane })
      return { body: { said: done ? 'It goes on.' : 'It is not paused.' } }
    },
    async requestSync(call) {
      const { state } = await storedOf(engine, keyOf(call))
      if (state === 'paused')
        throw new ProblemError(409, 'paused', 'The connection is paused.', { next: 'Let it go on first.' })
      return { body: { said: await begin[call.body.kind](keyOf(call)) } }
    }
  }
}
