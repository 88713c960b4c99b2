import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The project's root, wherever it was checked out. */
export const root = join(import.meta.dirname, '..', '..')

/** Everything that a build of the console is made of; the lock file stands for the tool chain's versions. */
const sources = [
  'force-app/main/**/{lwc,labels,translations,layouts}/**/*',
  'middleware/console/web/**/*',
  'scripts/console/*.ts',
  'package-lock.json'
]

/** A name for what the sources say now: builds of the same sources are the same. */
export function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of sourceFiles()) {
    hash.update(`${file}\0`)
    hash.update(readFileSync(join(root, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

function sourceFiles(): string[] {
  return globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__tests__'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
}
