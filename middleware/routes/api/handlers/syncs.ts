import { pause } from '../../../sync/schedules.ts'
import type { Handlers } from '../call.ts'
import type { HandlerDependencies } from './dependencies.ts'
import { connectionOf, keyOf } from './found.ts'

export function syncHandlers({
  engine
}: HandlerDependencies): Pick<Handlers, 'pauseConnection' | 'resumeConnection'> {
  return {
    async pauseConnection(call) {
      await connectionOf(engine.db, call)
      const done = await pause(engine, keyOf(call), true)
      return { body: { said: done ? 'Paused. Messages are kept, opt-outs still flow.' : 'It is paused already.' } } // prettier-ignore
    },
    async resumeConnection(call) {
      await connectionOf(engine.db, call)
      const done = await pause(engine, keyOf(call), false)
      return { body: { said: done ? 'It goes on within five seconds.' : 'It is not paused.' } }
    }
  }
}
