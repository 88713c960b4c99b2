import { labels } from './labels'

/** In the order in which people want to know. */
const kinds = ['create', 'update', 'delete', 'link', 'unlink', 'held', 'wait', 'skip']
const names = { ...labels, delete: labels.remove }

/** What people call what an operation does. @param {string} kind */
export const nameOf = (kind) => names[kind] ?? kind

/**
 * How many operations of each kind; the engine counts them as `kind/bucket/code`.
 * @param {Record<string, number>} planned
 */
export function countsOf(planned) {
  return kinds.flatMap((kind) => {
    const count = Object.entries(planned)
      .filter(([name]) => name.startsWith(`${kind}/`))
      .reduce((sum, [, each]) => sum + each, 0)
    return count === 0 ? [] : [{ kind, count, name: nameOf(kind) }]
  })
}
