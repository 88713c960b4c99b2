import { daysAfter, startOf, wallOf } from './zone.ts'

/** A quota's time is cut into slices: what is counted in one comes free together. Shorter ones would end before a call is made. */
const SLICES = 60
const SHORTEST_SLICE_MS = 500

export interface Quota {
  readonly requests: number
  readonly perMs: number
}

/** How a quota is leased: in slices of its time, so much at once. */
export interface QuotaTerms {
  readonly max: number
  readonly perMs: number
  readonly sliceMs: number
  /** Requests that a node leases at once: few enough that the last are not stuck with one node, many enough to ask seldom. */
  readonly lump: number
}

/**
 * Terms that keep a vendor's quota. `others`: requests of other programs in the same time, where the vendor tells them;
 * `reserve`: the share that is left to them where it does not.
 */
export function quotaTerms(quota: Quota, { others = 0, reserve = 0 } = {}): QuotaTerms {
  const max = Math.max(0, Math.min(Math.floor(quota.requests * (1 - reserve)), quota.requests - others))
  const lump = Math.min(50, Math.max(1, Math.floor(max / 200)))
  const shortest = Math.min(SHORTEST_SLICE_MS, Math.ceil(quota.perMs / 4))
  return { max, perMs: quota.perMs, sliceMs: Math.max(shortest, Math.ceil(quota.perMs / SLICES)), lump }
}

/** The day it is there: when it began and when the next begins. A product that counts records a day counts them by it. */
export function dayOf(now: Date, zone: string): { readonly start: Date; readonly end: Date } {
  const today = wallOf(now, zone)
  return { start: startOf(today, zone), end: startOf(daysAfter(today, 1), zone) }
}
