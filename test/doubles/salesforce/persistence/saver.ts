import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pieces } from '../bulk/csv-write.ts'
import type { OrgState } from '../org-state.ts'
import { changeMark, snapshotLines } from './snapshot.ts'

/** Milliseconds between two looks for changes. */
const everyMs = 2000
/** The next save waits so many times as long as the last one took, so that saving takes a tenth of the time at most. */
const pause = 9

export const dataFile = (folder: string) => join(folder, 'org.ndjson')

/**
 * Saves an org to a folder when it has changed, and once more when it is closed. The file is replaced as a whole, so
 * it is always one that was complete; a crash loses what happened since: some two seconds, and with a million records
 * a minute or two.
 */
export class Saver {
  readonly #org: OrgState
  readonly #folder: string
  readonly #adminToken: string
  #timer: NodeJS.Timeout | undefined
  #saving: Promise<void> = Promise.resolve()
  #mark = ''
  #closed = false

  constructor(org: OrgState, folder: string, adminToken: string) {
    this.#org = org
    this.#folder = folder
    this.#adminToken = adminToken
    this.#wait(0)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#saving
    await this.#save()
  }

  #wait(tookMs: number): void {
    if (this.#closed) return
    this.#timer = setTimeout(
      () => {
        const started = performance.now()
        this.#saving = this.#save()
          .catch((error: unknown) => console.error('practice org: not saved:', error))
          .finally(() => this.#wait(performance.now() - started))
      },
      Math.max(everyMs, tookMs * pause)
    )
    this.#timer.unref()
  }

  async #save(): Promise<void> {
    const mark = changeMark(this.#org)
    if (mark === this.#mark) return
    await mkdir(this.#folder, { recursive: true })
    const target = dataFile(this.#folder)
    const file = await open(`${target}.new`, 'w', 0o600) // it holds keys and passwords
    try {
      for (const piece of pieces(snapshotLines(this.#org, this.#adminToken), 1 << 19)) await file.write(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${target}.new`, target)
    this.#mark = mark
  }
}
