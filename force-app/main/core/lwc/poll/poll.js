/**
 * Asks again and again, one question at a time: `ask` answers in how many milliseconds to ask next.
 * Rests while the page is hidden, and asks at once when it is seen again.
 */
export class Poll {
  /** @param {() => Promise<number>} ask */
  constructor(ask) {
    this.ask = ask
    this.running = false
    this.asking = false
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined
    this.seen = () => this.now()
  }

  start() {
    if (this.running) return
    this.running = true
    document.addEventListener('visibilitychange', this.seen)
    this.now()
  }

  stop() {
    this.running = false
    clearTimeout(this.timer)
    document.removeEventListener('visibilitychange', this.seen)
  }

  /** Asks without waiting for the time to come. */
  async now() {
    if (!this.running || this.asking || document.hidden) return
    clearTimeout(this.timer)
    this.asking = true
    let rest
    try {
      rest = await this.ask()
    } finally {
      this.asking = false
    }
    if (this.running)
      // eslint-disable-next-line @lwc/lwc/no-async-operation -- stopped with the component
      this.timer = setTimeout(() => this.now(), rest)
  }
}

/** How long to wait before asking again, in milliseconds. */
export const pace = { busy: 2000, quiet: 15000 }
