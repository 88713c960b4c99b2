import { consentRows, consentStates, type Address, type AddressEvent } from '../database/consent.ts'
import type { ConsentNotes } from '../database/record.ts'
import type { AddressKey } from '../secrets/address-key.ts'
import { salesforceIdOf, type Resolved } from './change.ts'
import type { ConsentState } from './consent-event.ts'
import {
  addressesOf,
  consentLines,
  eventsOf,
  nothingKnown,
  viewOf,
  type ConsentView
} from './consent-lines.ts'
import { fold, isOut, merge, unknownConsent } from './consent.ts'
import type { PairWork } from './work.ts'

/** What is known of a batch's consent: by record for deciding, and what its commit adds to the ledger. */
export interface BatchConsent {
  readonly view: (one: Resolved) => ConsentView
  readonly notes: ConsentNotes | null
  /** What the batch proves, for those that are looked at before it is recorded. */
  readonly events: readonly AddressEvent[]
}

/**
 * Asks the ledger about every address of a batch in one statement, and adds what the batch itself proves, and what the
 * batches before it proved and have not recorded yet.
 */
export async function consentOf(
  { db, held, pair, now, addressKey }: Pick<PairWork, 'db' | 'held' | 'pair' | 'now' | 'addressKey'>,
  resolved: readonly Resolved[],
  unrecorded: readonly AddressEvent[] = []
): Promise<BatchConsent> {
  const lines = consentLines(pair)
  if (lines.length === 0 || resolved.length === 0)
    return { view: () => nothingKnown, notes: null, events: [] }
  const key = remembering(await addressKey())
  const addresses = new Map<string, Address & { readonly records: string[] }>()
  for (const one of resolved) {
    const sfId = salesforceIdOf(one)
    for (const line of lines)
      for (const address of addressesOf(line, one)) {
        const name = nameOf(line.channel, address)
        const known = addresses.get(name)
        if (known === undefined)
          addresses.set(name, { channel: line.channel, address, records: sfId === null ? [] : [sfId] })
        else if (sfId !== null && !known.records.includes(sfId)) known.records.push(sfId)
      }
  }
  const asked = await consentStates(db, held.orgId, key, [...addresses.values()])
  const states = new Map([...addresses.keys()].map((name, index) => [name, asked[index] ?? unknownConsent]))
  const learn = ({ address, event }: AddressEvent) => {
    const name = nameOf(event.channel, address)
    states.set(name, merge(states.get(name) ?? unknownConsent, fold([event])))
  }
  unrecorded.forEach(learn)
  const at = now().toISOString()
  const events: (AddressEvent & { readonly sfId: string | null })[] = []
  for (const one of resolved)
    for (const { address, event, shownSince = null } of eventsOf(pair, lines, one, at)) {
      const state = states.get(nameOf(event.channel, address)) ?? unknownConsent
      // An opt-out without a reading before it is news only where nobody knew.
      if (event.kind === 'out' && event.atFrom === null && isOut(state)) continue
      events.push({ address, event, shownSince, sfId: salesforceIdOf(one) })
    }
  events.forEach(learn)
  const stateOf = (channel: string, address: string): ConsentState =>
    states.get(nameOf(channel, address)) ?? unknownConsent
  const rows = consentRows(key, events)
  return {
    view: (one) => viewOf(lines, one, stateOf),
    events,
    notes: {
      events: rows.map((row, index) => ({ ...row, sf_id: events[index]?.sfId ?? null })),
      records: [...addresses.values()].flatMap(({ channel, address, records }) =>
        records.map((sfId) => ({ mark: key.mark(channel, address), channel, sf_id: sfId }))
      )
    }
  }
}

/** Each address of a batch is marked once. */
function remembering(key: AddressKey): AddressKey {
  const marks = new Map<string, string>()
  return {
    mark(channel, address) {
      const name = nameOf(channel, address)
      const known = marks.get(name) ?? key.mark(channel, address)
      marks.set(name, known)
      return known
    }
  }
}

const nameOf = (channel: string, address: string) => `${channel} ${address}`
