import { restDateTime } from '../store/wire.ts'
import type { Commands } from './command.ts'

export const clockCommands: Commands = {
  now: {
    help: 'The org’s time: {now (ms), iso}',
    run: ({ clock }) => ({ now: clock.now(), iso: restDateTime(clock.now()) })
  },
  advance: {
    help: 'ms: moves the clock; what became due meanwhile happens at once',
    run: ({ clock }, args) => {
      clock.advance(args.number('ms'))
      return { now: clock.now() }
    }
  }
}
