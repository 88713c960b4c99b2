import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { isPlainObject } from '../test/doubles/salesforce/json.ts'
import type { Wordings } from '../test/doubles/salesforce/uncertain.ts'
import type { Switches } from '../test/doubles/salesforce/switches.ts'
import type { Kind, Probe, Step, Told } from './probes.ts'
import type { Sf, SfAnswer } from './sf.ts'

export const apiVersion = '65.0'

/** An answer as it came, for whoever doubts what was concluded from it. */
export interface Raw {
  readonly probe: number
  readonly org: Kind
  readonly does: string
  readonly command: string
  readonly taken: boolean
  readonly answer: unknown
}

/** What the practice org reads with `--probe`. */
export interface ProbeResults {
  readonly date: string
  readonly apiVersion: string
  readonly switches: Partial<Switches>
  readonly wordings: Wordings
  readonly raw: readonly Raw[]
}

export interface ProbedOrg {
  readonly kind: Kind
  readonly alias: string
}

const filled = (text: string, told: Told): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => told[name] ?? whole)

/** The command of a step: what is typed after `sf`. `deployed` is the folder of a deployment. */
export function commandOf(step: Step, told: Told, alias: string, deployed: string): string[] {
  const org = ['--target-org', alias]
  if (step.rest) {
    const [method, path, body] = step.rest
    const url = `/services/data/v${apiVersion}${filled(path, told)}`
    const sent = body === undefined ? [] : ['--body', filled(JSON.stringify(body), told)]
    return ['api', 'request', 'rest', url, '--method', method, '--include', ...sent, ...org]
  }
  if (step.deploys)
    return ['project', 'deploy', 'start', '--metadata-dir', deployed, '--wait', '10', ...org, '--json']
  return [...step.args.map((each) => filled(each, told)), ...org, '--json']
}

/** Asks one org. What it told is handed on from probe to probe. */
export async function probeOrg(
  sf: Sf,
  { kind, alias }: ProbedOrg,
  probes: readonly Probe[],
  start: Told
): Promise<{ raw: Raw[]; wordings: Wordings; switches: Partial<Switches> }> {
  const told: Record<string, string> = { ...start }
  const raw: Raw[] = []
  const wordings: Record<string, object> = {}
  const switches: Partial<Switches> = {}
  const folder = await mkdtemp(join(tmpdir(), 'bothways-probe-'))
  try {
    // The CLI deploys from a project only.
    await write(
      join(folder, 'sfdx-project.json'),
      '{"packageDirectories":[{"path":"force-app","default":true}]}'
    )
    await write(join(folder, 'force-app/.gitkeep'), '')
    for (const { number, steps } of probes) {
      for (const [index, step] of steps.entries()) {
        if (step.only && !step.only.includes(kind)) continue
        const deployed = join(folder, `deploy-${number}-${index}`)
        for (const [path, text] of Object.entries(step.deploys?.(told) ?? {}))
          await write(join(deployed, path), text)
        for (const [path, text] of Object.entries(step.files ?? {}))
          await write(join(folder, path), filled(text, told))
        const command = commandOf(step, told, alias, deployed)
        // Commands about the source run where it lies.
        const answer = await sf(command, step.args.includes('force-app') ? resolve('.') : folder)
        const said = step.rest ? restAnswer(answer) : cliAnswer(answer)
        raw.push({ probe: number, org: kind, does: step.does, command: `sf ${command.map(quoted).join(' ')}`, taken: said.taken, answer: shortened(said.body) }) // prettier-ignore
        for (const [name, path] of Object.entries(step.keeps ?? {})) {
          const value = at(said.body, path)
          if (typeof value === 'string') told[name] = value
        }
        const words = step.learns && !said.taken ? wordingIn(said, step, told) : null
        if (step.learns && words) wordings[step.learns] = words
        Object.assign(switches, step.sets?.(said.taken, kind))
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { raw, wordings, switches }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

/** A long answer, a whole deployment's, is kept by its beginning. */
function shortened(answer: unknown): unknown {
  const text = JSON.stringify(answer)
  return text.length > 10_000 ? `${text.slice(0, 10_000)} …` : answer
}

/** As a shell takes it. */
export const quoted = (text: string) =>
  /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

interface Said {
  readonly taken: boolean
  readonly status?: number
  readonly body: unknown
}

/** With `--include`: a status line, headers, a blank line, the body. */
function restAnswer({ text, status: ended }: SfAnswer): Said {
  const status = Number(/HTTP[^\s]*\s+(\d{3})/.exec(text)?.[1] ?? 0)
  const begin = /[[{]/.exec(text.replace(/^[\s\S]*?\n\s*\n/, ''))
  const rest = text.replace(/^[\s\S]*?\n\s*\n/, '').slice(begin?.index ?? 0)
  const body = parsed(rest) ?? rest.slice(0, 2000)
  return { taken: status >= 200 && status < 300 && ended === 0, status, body }
}

const cliAnswer = ({ status, json, text }: SfAnswer): Said => ({
  taken: status === 0,
  body: isPlainObject(json) ? (json['result'] ?? json['data'] ?? json) : (json ?? text.slice(0, 4000))
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.trim())
  } catch {
    return null
  }
}

/** `records.0.Id` */
const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((held, name) => {
    if (Array.isArray(held)) return held[Number(name)]
    return isPlainObject(held) ? held[name] : undefined
  }, value)

/** The refusal's status, code and words; what stands for something in braces again. Null: it said nothing. */
function wordingIn({ status, body }: Said, { words = {}, within }: Step, told: Told): object | null {
  const rest = at(body, '0.message') ?? at(body, 'message')
  const failure = at(body, 'details.componentFailures.0.problem') ?? at(body, 'details.componentFailures.problem')
  const all = failure ?? rest
  const text = within && typeof all === 'string' ? within.exec(all)?.[1] : all
  if (typeof text !== 'string' || text === '') return null
  const named = Object.entries(words).reduce(
    (held, [name, value]) => held.replaceAll(filled(value, told), `{${name}}`),
    text
  )
  const name = failure === undefined ? (at(body, '0.errorCode') ?? at(body, 'name')) : undefined
  const code = /^[A-Z_]+$/.test(String(name)) ? name : undefined
  return {
    ...(failure === undefined && status !== undefined && status >= 400 && { status }),
    ...(typeof code === 'string' && { code }),
    text: named
  }
} // prettier-ignore
