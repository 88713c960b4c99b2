import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pieces } from '../bulk/csv-write.ts'
import type { OrgState } from '../org-state.ts'
import { lockFolder } from './lock.ts'
import { takeSnapshot } from './snapshot.ts'

/** Milliseconds between two looks for changes. */
const everyMs = 2000
/** The next save waits so many times as long as the last one took, so that saving takes a tenth of the time at most. */
const pause = 9

/** Takes the folder for this process alone; answers how to give it back. Throws when another one that lives has it. */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  return await lockFolder(folder)
}

export const dataFile = (folder: string) => join(folder, 'org.ndjson')

/**
 * Saves an org to a folder when it has changed, and once more when it is closed. What is saved is the org of one
 * moment, and the file is replaced as a whole, so it is always one that was complete; a crash loses what happened
 * since: some two seconds, and with a million records a minute or two.
 */
export class Saver {
  readonly #org: OrgState
  readonly #folder: string
  readonly #adminToken: string
  readonly #unlock: () => Promise<void>
  #timer: NodeJS.Timeout | undefined
  /** Saves come one after the other. */
  #last: Promise<unknown> = Promise.resolve()
  #mark = ''
  #closed = false

  private constructor(org: OrgState, folder: string, adminToken: string, unlock: () => Promise<void>) {
    this.#org = org
    this.#folder = folder
    this.#adminToken = adminToken
    this.#unlock = unlock
  }

  /** Saves a new org at once, then whenever something changed. `unlock` gives the folder back at the end. */
  static async start(
    org: OrgState,
    folder: string,
    adminToken: string,
    { isNew, unlock }: { readonly isNew: boolean; readonly unlock: () => Promise<void> }
  ): Promise<Saver> {
    const saver = new Saver(org, folder, adminToken, unlock)
    org.save = () => saver.save().then(() => true)
    if (isNew) await saver.save()
    saver.#wait(0)
    return saver
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.save()
    await this.#unlock()
  }

  /** Resolves once what the org holds now is durable. */
  save(): Promise<void> {
    const saved = this.#last.then(() => this.#write())
    this.#last = saved.catch(() => undefined) // whoever asked for it is told
    return saved
  }

  #wait(tookMs: number): void {
    if (this.#closed) return
    this.#timer = setTimeout(
      () => {
        const started = performance.now()
        this.save()
          .catch((error: unknown) => console.error('practice org: not saved:', error))
          .finally(() => this.#wait(performance.now() - started))
      },
      Math.max(everyMs, tookMs * pause)
    )
    this.#timer.unref()
  }

  async #write(): Promise<void> {
    const snapshot = takeSnapshot(this.#org, this.#adminToken, this.#mark)
    if (!snapshot) return
    try {
      const target = dataFile(this.#folder)
      const file = await open(`${target}.new`, 'w', 0o600) // it holds keys and passwords
      try {
        for (const piece of pieces(snapshot.lines(), 1 << 19)) await file.write(piece)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(`${target}.new`, target)
      await syncFolder(this.#folder)
      this.#mark = snapshot.mark
    } finally {
      snapshot.release()
    }
  }
}

/** A rename is durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
