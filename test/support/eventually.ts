import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'

/** Waits until `look` gives something that `fits`; gives up with the last thing seen. Never a measure of speed. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  fits: (seen: T) => boolean,
  seconds = 25,
  everyMs = 25
): Promise<T> {
  const until = performance.now() + seconds * 1000
  for (;;) {
    const seen = await look()
    if (fits(seen)) return seen
    if (performance.now() > until)
      throw new Error(`Still not so after ${seconds} s: ${inspect(seen).slice(0, 2000)}`)
    await sleep(everyMs)
  }
}
