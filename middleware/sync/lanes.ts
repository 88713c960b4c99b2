/** In the order in which a connection's budget is spent. The numbers are stored. */
export const lanes = { consent: 0, pressed: 1, live: 2, backfill: 3, refresh: 4, reconcile: 5 } as const
export type Lane = (typeof lanes)[keyof typeof lanes]

export const laneName = (lane: number): string =>
  Object.entries(lanes).find(([, number]) => number === lane)?.[0] ?? `lane ${lane}`
