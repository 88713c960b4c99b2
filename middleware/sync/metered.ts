import type { Operation } from './operation.ts'
import type { PairWork } from './work.ts'

/** The next batch is read only when there is budget for it: a call for the page, and one for what it refers to. */
export async function* metered<T>(
  { purse }: Pick<PairWork, 'purse'>,
  batches: AsyncIterable<T>
): AsyncGenerator<T> {
  const iterator = batches[Symbol.asyncIterator]()
  try {
    for (;;) {
      await purse.ask(2)
      const next = await iterator.next()
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}

/** Salesforce calls that these writes take: one a collection. */
export const callsOf = (operations: readonly Operation[]): number =>
  Math.ceil(operations.filter((one) => one.salesforce !== null).length / COLLECTION)
const COLLECTION = 200
