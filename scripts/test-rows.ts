import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

// Each promise of the products' pages is a test named "A1: sentence"; a row holds when all of its tests do.
const folder = await mkdtemp(join(tmpdir(), 'bothways-rows-'))
try {
  const file = join(folder, 'report.json')
  const run = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', '--reporter', 'default', '--reporter', 'json', '--outputFile.json', file, 'test/rows'],
    { stdio: ['ignore', 'inherit', 'inherit'] }
  ) // prettier-ignore
  const [code] = (await once(run, 'exit')) as [number | null]
  const report = JSON.parse(await readFile(file, 'utf8')) as Report
  const tests = report.testResults.flatMap((one) => one.assertionResults)
  console.log('\nrow  result  what the page promises')
  for (const { title, status } of tests.toSorted((a, b) => a.title.localeCompare(b.title))) {
    const [, row = '', sentence = title] = /^([A-Z]\d+): (.*)$/.exec(title) ?? []
    const word = status === 'passed' ? 'holds' : status === 'failed' ? 'FAILS' : 'skipped'
    console.log(`${row.padEnd(4)} ${word.padEnd(7)} ${sentence}`)
  }
  process.exitCode = code ?? 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
