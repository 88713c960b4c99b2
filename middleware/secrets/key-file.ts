import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The sealing key of a node that was given none: made once, kept in the data folder, readable by its owner only. */
export async function keyFrom(dataDir: string): Promise<string> {
  const file = join(dataDir, 'seal.key')
  await mkdir(dataDir, { recursive: true })
  try {
    await writeFile(file, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  }
  return (await readFile(file, 'utf8')).trim()
}
