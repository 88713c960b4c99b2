import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { isPlainObject } from '../test/doubles/salesforce/json.ts'
import { apiVersion, commandOf, probeOrg, quoted } from './probe-run.ts'
import type { ProbedOrg, ProbeResults } from './probe-run.ts'
import { kinds, probes } from './probes.ts'
import type { Kind, Told } from './probes.ts'
import { openSf } from './sf.ts'
import type { Sf } from './sf.ts'

const usage = `Asks real orgs what only they can answer, and writes it where the practice org reads it (npm run org -- --probe FILE).

  node scripts/probe-org.ts --org source=ALIAS --org namespaced=ALIAS --org installed=ALIAS [options]

  --org KIND=ALIAS   an org to ask; KIND is source, namespaced or installed. Throw-away orgs: it deploys and deletes.
                     scripts/scratch-org.sh --no-tests --no-open --alias source
                     scripts/scratch-org.sh --no-tests --no-open --alias namespaced --namespace
                     for "installed": a fresh one, then sf package install --package 04t…
  --middleware URL   where callouts go (default: https://set-up.invalid, which nobody answers)
  --only 1,4         only these of the ten probes
  --out FILE         default: probe-results.json
  --dry-run          print the commands
  --help             print this

${probes.map(({ number, asks }) => `  ${String(number).padStart(2)}  ${asks}`).join('\n')}
`

const prefixOf = (kind: Kind) => (kind === 'source' ? '' : 'bothways__')

class Misuse extends Error {}

interface Wishes {
  readonly orgs: readonly ProbedOrg[]
  readonly middleware: string
  readonly only: ReadonlySet<number>
  readonly out: string
  readonly dryRun: boolean
}

/** The command line, checked. Throws a sentence that names the option. */
export function wishesOf(args: readonly string[]): Wishes | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      org: { type: 'string', multiple: true, default: [] },
      middleware: { type: 'string', default: 'https://set-up.invalid' },
      only: { type: 'string' },
      out: { type: 'string', default: 'probe-results.json' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  if (values.help) return null
  const orgs = values.org.map((text) => {
    const [name = '', alias = ''] = text.split('=')
    const kind = kinds.find((each) => each === name)
    if (kind === undefined || alias === '')
      throw new Misuse(`--org ${text}: give it as KIND=ALIAS; KIND is ${kinds.join(', ')}.`)
    return { kind, alias }
  })
  if (orgs.length === 0) throw new Misuse('Give at least one --org KIND=ALIAS.')
  const only = new Set((values.only ?? probes.map(({ number }) => number).join(',')).split(',').map(Number))
  const strange = [...only].find((number) => !probes.some((probe) => probe.number === number))
  if (strange !== undefined) throw new Misuse(`--only: there is no probe ${strange}; they are 1 to 10.`)
  if (!/^https:\/\/[\w.:-]+(\/\S*)?$/.test(values.middleware))
    throw new Misuse(`--middleware ${values.middleware}: give an address that begins with https://.`)
  return { orgs, middleware: values.middleware, only, out: values.out, dryRun: values['dry-run'] }
}

/** Who the CLI is in that org. */
async function whoIs(sf: Sf, alias: string): Promise<Told> {
  const { json, text } = await sf(['org', 'display', 'user', '--target-org', alias, '--json'])
  const result = isPlainObject(json) ? json['result'] : undefined
  const user = isPlainObject(result) ? result : {}
  const { username, id } = user
  if (typeof username !== 'string' || typeof id !== 'string')
    throw new Error(`The CLI knows no org ${alias}: ${text.slice(0, 300)}`)
  return { username, userId: id }
}

/** Asks every org; the first that answered in other words than the practice org decides. */
export async function probe(sf: Sf, { orgs, middleware, only }: Wishes): Promise<ProbeResults> {
  const chosen = probes.filter(({ number }) => only.has(number))
  const asked = []
  for (const org of orgs) {
    const told = { ...(await whoIs(sf, org.alias)), prefix: prefixOf(org.kind), middleware }
    asked.push(await probeOrg(sf, org, chosen, told))
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    apiVersion,
    switches: Object.assign({}, ...asked.map(({ switches }) => switches).reverse()) as ProbeResults['switches'],
    wordings: Object.assign({}, ...asked.map(({ wordings }) => wordings).reverse()) as ProbeResults['wordings'],
    raw: asked.flatMap(({ raw }) => raw)
  }
} // prettier-ignore

function listed({ orgs, only, middleware }: Wishes): string {
  const lines: string[] = []
  for (const { kind, alias } of orgs)
    for (const { number, asks, steps, byHand = [] } of probes.filter((each) => only.has(each.number))) {
      lines.push(`\n${number}. ${asks} (${kind})`)
      for (const step of steps.filter((each) => each.only?.includes(kind) ?? true)) {
        const words = commandOf(step, { prefix: prefixOf(kind), middleware }, alias, 'FOLDER')
        lines.push(`   # ${step.does}`, `   sf ${words.map(quoted).join(' ')}`)
      }
      lines.push(...byHand.map((sentence) => `   by hand: ${sentence}`))
    }
  return lines.join('\n')
} // prettier-ignore

async function main(): Promise<void> {
  const wishes = wishesOf(process.argv.slice(2))
  if (wishes === null || wishes.dryRun) {
    console.log(wishes === null ? usage : listed(wishes))
    return
  }
  const results = await probe(await openSf(), wishes)
  await writeFile(wishes.out, `${JSON.stringify(results, null, 2)}\n`)
  for (const { probe: number, org, does, taken } of results.raw)
    console.log(`${number}. ${org}: ${does}: ${taken ? 'taken' : 'refused'}`)
  for (const { number, byHand = [] } of probes.filter((each) => wishes.only.has(each.number)))
    for (const sentence of byHand) console.log(`${number}. by hand: ${sentence}`)
  console.log(`Written to ${wishes.out}.`)
}

if (import.meta.main)
  await main().catch((error: unknown) => {
    const misused = error instanceof Misuse || (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) // prettier-ignore
    console.error(error instanceof Error ? error.message : error)
    if (misused) console.error(`\n${usage}`)
    process.exitCode = misused ? 2 : 1
  })
