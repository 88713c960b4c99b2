import type { Json } from '../../../middleware/connectors/decode.ts'

/** The vendor's `success: false` with one of the texts in `message`. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

export function items(request: Json, name: string): readonly unknown[] {
  const value = request[name]
  if (!Array.isArray(value)) throw new Refusal(`${name} is required`)
  return value
}
