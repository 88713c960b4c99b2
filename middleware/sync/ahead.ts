/**
 * The same items, each asked for while the one before it is worked on: one ahead, never more. What follows an item is asked
 * for only when `settled` says that nothing of what came before it is open.
 */
export async function* ahead<T>(
  items: AsyncIterable<T>,
  settled: (item: T) => Promise<unknown> = () => Promise.resolve()
): AsyncGenerator<T, void, undefined> {
  const iterator = items[Symbol.asyncIterator]()
  const ask = () => {
    const next = iterator.next()
    // Whoever stops early never comes back for it.
    next.catch(() => undefined)
    return next
  }
  let next = ask()
  try {
    for (;;) {
      const given = await next
      if (given.done === true) return
      await settled(given.value)
      next = ask()
      yield given.value
    }
  } finally {
    await next.catch(() => undefined)
    await iterator.return?.()
  }
}
