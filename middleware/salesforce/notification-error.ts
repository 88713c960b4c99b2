// prettier-ignore
export type NotificationFault =
  | 'malformed' | 'encoding' | 'forbidden-markup' | 'too-large' | 'too-many' | 'wrong-shape'

/** The body is not an outbound message. The message is a sentence for whoever sent it, and quotes no more than a name. */
export class NotificationError extends Error {
  override readonly name = 'NotificationError'
  readonly kind: NotificationFault

  constructor(kind: NotificationFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

export function refuse(kind: NotificationFault, message: string, options?: ErrorOptions): never {
  throw new NotificationError(kind, message, options)
}
