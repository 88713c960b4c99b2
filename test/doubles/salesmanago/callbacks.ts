import { createHash } from 'node:crypto'
import type { World } from './world.ts'

/** The text that was entered for a callback, filled in: `$email$` is the address, `sha1(…)` the proof over what stands in it [C]. */
export function filledIn(text: string, email: string): string {
  const proven = text.replaceAll(/sha1\(([^)]*)\)/g, (_, inner: string) =>
    createHash('sha1').update(inner.replaceAll('$email$', email)).digest('hex')
  )
  return proven.replaceAll('$email$', encodeURIComponent(email))
}

/**
 * The person follows the link that confirms or unsubscribes, or a user changes the status on the card: the status changes,
 * and the address entered for it is fetched once [C]. What becomes of that nobody hears of [U].
 */
export async function personActs(
  { store, callbacks }: World,
  email: string,
  act: Act
): Promise<number | null> {
  const contact = store.withEmail(email)
  if (contact === undefined) throw new RangeError('There is no such contact')
  contact.optedOut = act === 'opt-out'
  if (store.switches.optBumpsModified === 'yes') store.touch(contact)
  const text = callbacks[act]
  if (text === undefined) return null
  const reply = await fetch(filledIn(text, contact.email), { signal: AbortSignal.timeout(10_000) })
  await reply.body?.cancel()
  return reply.status
}

/** Texts entered in Integration Center > Callbacks. */
export type Callbacks = Partial<Record<Act, string>>
export type Act = 'opt-in' | 'opt-out'
