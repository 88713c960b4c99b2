/** What a deployment did so far: how to take it back, and what is left to do once it stays. */
export class Journal {
  readonly #undo: (() => void)[] = []
  readonly #later: (() => void)[] = []

  /** Remembers how a change that took effect already is taken back. */
  done(undo: () => void): void {
    this.#undo.push(undo)
  }

  /** Work with effects outside the metadata, done only when the deployment stays. */
  later(work: () => void): void {
    this.#later.push(work)
  }

  get mark(): readonly [number, number] {
    return [this.#undo.length, this.#later.length]
  }

  rollback([undo, later]: readonly [number, number] = [0, 0]): void {
    for (const take of this.#undo.splice(undo).reverse()) take()
    this.#later.splice(later)
  }

  keep(): void {
    for (const work of this.#later.splice(0)) work()
    this.#undo.length = 0
  }
}
