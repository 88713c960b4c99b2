/** Cuts a list into parts of at most `size`, in order. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size))
  return parts
}

/** Does `work` for every item, at most `slots` at a time; the answers come in the order of the items. Stops at the first failure. */
export async function inSlots<T, R>(
  slots: number,
  items: readonly T[],
  work: (item: T) => Promise<R>
): Promise<R[]> {
  const answers = new Array<R>(items.length)
  const queue = items.entries()
  let failed = false
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failed) return
      try {
        answers[index] = await work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(slots, items.length) }, worker))
  return answers
}
