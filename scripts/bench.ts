import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { BenchOptions, BenchResult } from './bench-support.ts'

interface Bench {
  readonly run: (options: BenchOptions) => Promise<BenchResult>
}

/** `npm run bench -- <name> [--quick] [--json]`: with --json the last line is the result. Each `bench-<name>.ts` that measures is one. */
const parts = /^bench-(support|cpu|.*-(server|load))\.ts$/
const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => /^bench-.+\.ts$/.test(file) && !parts.test(file))
  .map((file) => file.slice('bench-'.length, -'.ts'.length))

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rows: { type: 'string' },
    changed: { type: 'string' }
  }
})
const [name] = positionals

if (name === undefined || !names.includes(name)) {
  if (name !== undefined) console.error(`There is no bench "${name}".`)
  console.log(
    `npm run bench -- <name> [--quick] [--json] [--rows <n>] [--changed <per cent>]\n\nBenches: ${names.join(', ')}`
  )
  process.exitCode = name === undefined ? 0 : 1
} else {
  const { run } = (await import(`./bench-${name}.ts`)) as Bench
  const { rows, changed } = values
  const result = await run({
    quick: values.quick,
    say: (line) => console.log(line),
    ...(rows !== undefined && { rows: Number(rows) }),
    ...(changed !== undefined && { changed: Number(changed) })
  })
  const { bench, unit, floor, product, ratio, peakRssMb } = result
  console.log(
    `${bench}: product ${product} of floor ${floor} ${unit}, ratio ${ratio}; peak RSS ${peakRssMb} MB`
  )
  if (values.json) console.log(JSON.stringify(result))
}
