import type { Json } from '../../../middleware/connectors/decode.ts'

/** The vendor's `success: false` with one of the texts in `message`. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

/**
 * What the fact sheet does not state: the double says so, in nothing like the vendor's envelope, instead of guessing at an
 * answer that a client would then be built on.
 */
export class NotStated extends Error {
  override readonly name = 'NotStated'
}

export function items(request: Json, name: string): readonly unknown[] {
  const value = request[name]
  if (!Array.isArray(value)) throw new Refusal(`${name} is required`)
  return value
}
