import { spawnSync } from 'node:child_process'

/**
 * Whether checks that need Java can run. Without one they are skipped with a word; where `CI` is set that is an error, since
 * nobody reads the word there.
 */
export function javaIsThere(check: string): boolean {
  if (spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0) return true
  const said = `${check} needs Java 11 or newer on the PATH`
  if (process.env['CI']) throw new Error(`${said}. Install it (openjdk-17-jre-headless) and run again.`)
  console.log(`${said}: skipped.`)
  return false
}
