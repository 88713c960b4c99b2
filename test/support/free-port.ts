import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * A port of loopback that nobody uses now, for a process that has to come back at the same address. Below those that a
 * system gives out by itself: one of these may be somebody's connection a moment later.
 */
export async function freePort(): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = randomInt(20_000, 32_000)
    const server = createServer()
    try {
      await new Promise<void>((done, fail) => {
        server.once('error', fail).listen(port, '127.0.0.1', done)
      })
    } catch (cause) {
      if (tries === 20) throw new Error('Twenty ports of loopback are in use.', { cause })
      continue
    }
    await new Promise((done) => server.close(done))
    return port
  }
}
