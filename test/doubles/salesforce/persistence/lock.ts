import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** What this process holds: a mark with its number may also be left from before, where numbers come again. */
const held = new Set<string>()

/** Marks a folder as this process's; answers how to give it back. A mark whose process is dead counts for nothing. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'org.lock')
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(String(process.pid))
      await file.close()
      held.add(path)
      return async () => {
        held.delete(path)
        await rm(path, { force: true })
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const pid = Number(await readFile(path, 'utf8').catch(() => ''))
    if (pid === process.pid ? held.has(path) : pid > 0 && lives(pid)) {
      throw new Error(
        `${folder} is used by the practice org of process ${pid}; stop it or take another folder`
      )
    }
    await rm(path, { force: true })
  }
  throw new Error(`${folder} is being taken by another practice org; try again`)
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
