import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { noBrowser } from '../test/support/chromium.ts'

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}
interface Line {
  readonly row: string
  readonly word: string
  readonly sentence: string
}

/** Journeys in the browser, by file and by how the test begins, and the rows whose screens they use. */
const screens = [
  {
    file: 'test/browser/journey.test.ts',
    begins: 'from a new org to its first synchronization',
    rows: ['A1', 'A3']
  },
  { file: 'test/browser/record.test.ts', begins: 'shows a record as the package lays it out', rows: ['A8'] },
  ...['A1', 'A2', 'A4', 'A5', 'A6', 'A7', 'A8'].map((row) => ({
    file: 'test/browser/rows.test.ts',
    begins: `${row}: `,
    rows: [row]
  }))
]

const words: Readonly<Record<string, string>> = { passed: 'holds', failed: 'FAILS' }

/** Each promise of the products' pages is a test named "A1: sentence"; a row holds when all of its tests do. */
function linesOf({ testResults }: Report): Line[] {
  return testResults.flatMap(({ name, assertionResults }) => {
    const journeys = screens.filter(({ file }) => file === relative(process.cwd(), name))
    return assertionResults.flatMap(({ title, status }) => {
      const word = words[status] ?? 'skipped'
      if (journeys.length > 0)
        return journeys
          .filter(({ begins }) => title.startsWith(begins))
          .flatMap(({ rows }) =>
            rows.map((row) => ({
              row,
              word,
              sentence: `in the browser: ${title.replace(/^[A-Z]\d+: /, '')}`
            }))
          )
      const [, row = '', sentence = title] = /^([A-Z]\d+): (.*)$/.exec(title) ?? []
      return [{ row, word, sentence }]
    })
  })
}

const folder = await mkdtemp(join(tmpdir(), 'bothways-rows-'))
try {
  const file = join(folder, 'report.json')
  const run = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', '--reporter', 'default', '--reporter', 'json', '--outputFile.json', file, 'test/rows', ...new Set(screens.map(({ file }) => file))],
    { stdio: ['ignore', 'inherit', 'inherit'] }
  ) // prettier-ignore
  const [code] = (await once(run, 'exit')) as [number | null]
  const lines = linesOf(JSON.parse(await readFile(file, 'utf8')) as Report)
  console.log('\nrow  result  what the page promises')
  for (const { row, word, sentence } of lines.toSorted((a, b) => a.row.localeCompare(b.row)))
    console.log(`${row.padEnd(4)} ${word.padEnd(7)} ${sentence}`)
  if (noBrowser !== null) console.log(`\nThe screens were not looked at: ${noBrowser}.`)
  process.exitCode = code ?? 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
