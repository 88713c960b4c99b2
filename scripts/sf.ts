import { execFile } from 'node:child_process'
import { salesforceCli } from '../test/clients/salesforce-cli.ts'

/** What a command of the Salesforce CLI answered. */
export interface SfAnswer {
  readonly status: number
  /** Of `--json`: `result`, or `message` and `name` of a refusal; null where it printed none. */
  readonly json: unknown
  readonly text: string
}
export type Sf = (args: readonly string[], folder?: string) => Promise<SfAnswer>

/** The real CLI: the one `SF_CLI` names, else the pinned one. Throws where there is none. */
export async function openSf(): Promise<Sf> {
  const cli = await salesforceCli()
  const { path } = cli
  if (path === null) throw new Error(`There is no Salesforce CLI: ${cli.why}. Name one in SF_CLI.`)
  return (args, folder = process.cwd()) =>
    new Promise((resolve) => {
      // By the Node that runs this: the CLI wants a newer one than some systems have.
      execFile(
        process.execPath,
        [path, ...args],
        {
          cwd: folder,
          maxBuffer: 256 * 1024 * 1024,
          // Answers are read by a program: no colours and no moving parts, which the CLI chooses by what it takes this place for.
          env: {
            ...process.env,
            CI: '',
            NODE_ENV: 'production',
            NO_COLOR: '1',
            FORCE_COLOR: '0',
            SF_SKIP_NEW_VERSION_CHECK: 'true'
          }
        },
        (error, stdout, stderr) => {
          const status = error ? (typeof error.code === 'number' ? error.code : 1) : 0
          resolve({ status, json: jsonIn(stdout), text: stdout + stderr })
        }
      )
    })
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
