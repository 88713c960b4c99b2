import type { Double, DoubleOptions, Practice } from './double.ts'
import { practiseSalesmanago } from './salesmanago/practice.ts'
import { startSalesmanago } from './salesmanago/index.ts'

interface Entry {
  readonly start: (options?: DoubleOptions) => Promise<Double>
  /** A fresh double for the conformance suite. */
  readonly practise: (options: { readonly now: () => number }) => Promise<Practice>
}

/** The double of every connector, by the connector's name. */
export const doubles: Readonly<Record<string, Entry>> = {
  salesmanago: { start: startSalesmanago, practise: practiseSalesmanago }
}
