import type { ConsentState } from './consent-event.ts'
import { everOut, isOut } from './consent.ts'

/**
 * What a sync is about to do that touches consent.
 * To the external (messaging) side: `create` brings someone in who is not there and subscribes nobody; `join` brings them in by
 * an opt-in path, `path` being the one the admin chose; `update` writes other fields of someone who is there.
 */
export type ConsentIntent =
  | { readonly to: 'external'; readonly does: 'opt-out' | 'opt-in' | 'create' | 'update' }
  | { readonly to: 'external'; readonly does: 'join'; readonly path: string | null }
  | { readonly to: 'salesforce'; readonly does: 'opt-out' | 'opt-in' }

export type Verdict =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly reason: string }

const yes: Verdict = { ok: true }

/**
 * Whether a sync may write this. An opt-out goes everywhere, always. Consent is never made on the messaging side: someone
 * new comes in by the chosen path only, and nothing is sent for anyone who ever opted out. Into Salesforce an opt-in is an
 * import, allowed unless the person is out.
 * @param state of the address the write is about, on the channel it is about
 */
export function maySend(state: ConsentState, intent: ConsentIntent): Verdict {
  if (intent.does === 'opt-out' || intent.does === 'update') return yes
  if (intent.to === 'salesforce')
    return isOut(state)
      ? no(
          'opted-out',
          `${since(state)} Only their own later opt-in lifts that; the opt-in was not taken over.`
        )
      : yes
  if (intent.does === 'opt-in')
    return isOut(state)
      ? no('opted-out', `${since(state)} A sync does not undo it. They have to opt in again themselves.`)
      : no('opt-in-not-sent', 'A sync never opts anybody in. They have to opt in themselves.')
  if (everOut(state))
    return no(
      'opted-out',
      `${since(state)} Nothing is sent to bring them in. They have to opt in themselves.`
    )
  if (intent.does === 'join' && (intent.path === null || intent.path.trim() === ''))
    return no(
      'no-opt-in-path',
      'No opt-in path is chosen, so nobody new is brought in. Choose one in the settings.'
    )
  return yes
}

const no = (code: string, reason: string): Verdict => ({ ok: false, code, reason })
const since = ({ lastOut }: ConsentState) =>
  `This person opted out on ${lastOut?.slice(0, 10) ?? 'an unknown day'}.`
