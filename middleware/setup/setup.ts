import type { Engine } from '../sync/engine.ts'

/** What set-up works with. */
export interface Setup {
  readonly engine: Engine
  /** Where this service is reached from outside. No slash at its end. */
  readonly address: () => string
}

/** What an admin allowed, by a login of their own. */
export const purposes = ['pair', 'real-time', 'real-time-repair', 'real-time-remove', 'disconnect'] as const
export type Purpose = (typeof purposes)[number]

/** A step of set-up that can't be done. The message says what happened, `next` what to do about it. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
  readonly next: string

  constructor(message: string, next: string, options?: ErrorOptions) {
    super(message, options)
    this.next = next
  }
}

export const callbackPath = '/connect/callback'
export const redirectUri = ({ address }: Setup): string => `${address()}${callbackPath}`
