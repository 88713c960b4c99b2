import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import { commandHelp } from '../test/doubles/salesforce/control/routes.ts'
import { checkedSwitches } from '../test/doubles/salesforce/control/checked-switches.ts'
import type { OrgOptions } from '../test/doubles/salesforce/index.ts'
import { isPlainObject } from '../test/doubles/salesforce/json.ts'
import { inOneLine, switchNotes } from '../test/doubles/salesforce/switch-notes.ts'
import type { SwitchNote } from '../test/doubles/salesforce/switch-notes.ts'
import { defaultSwitches } from '../test/doubles/salesforce/switches.ts'

export interface OrgFlags {
  readonly json: boolean
  readonly start: OrgOptions
  /** Control commands to run before anybody calls. */
  readonly commands: readonly Readonly<Record<string, unknown>>[]
}

const usual: Readonly<Record<string, unknown>> = { ...defaultSwitches }
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const isOnOff = ({ name }: SwitchNote) => typeof usual[name] === 'boolean'
// Latency has an option of its own, shorter.
const notes = switchNotes().filter(({ name }) => name !== 'latencyMs')

export const usage = (): string => `Starts a practice org: a double of a Salesforce org, on 127.0.0.1.

  npm run org -- [options]

  --port N         port to listen on (default: any free one)
  --tls-port N     the same for https
  --seed N         generate N contacts, with accounts, leads and opportunities
  --metadata DIR   deploy the metadata in this folder (source format) first
  --installed NS   have it, or force-app, as an install of the managed package with this namespace leaves it
  --probe FILE     what a real org answered where the double guesses: JSON of date, apiVersion, switches and wordings
  --data DIR       keep the org in this folder and go on from it (--seed and --metadata are for a new one); a crash
                   loses the last seconds
  --latency MS     make every call take so much longer
  --small-pages    20 rows on a page, 50 in bulk queries
  --chaos SEED     random faults: late, 503, cut replies, row locks, expired sessions; the same for the same seed
  --do JSON        run a command at the start, e.g. '{"command": "expireSessions"}'; may be given several times
  --json           print one line of JSON instead of text
  --help           print this

How it behaves (each also by: curl -d '{"command": "set", "soapLogin": false}' URL/__control):

${notes.map((note) => `  ${flagOf(note)}  (default: ${shown(usual[note.name])})\n      ${inOneLine(note)}`).join('\n')}

What it does on command (with --do, or POST /__control):

${Object.entries(commandHelp)
  .map(([name, help]) => `  ${name}\n      ${help}`)
  .join('\n')}
`

function flagOf(note: SwitchNote): string {
  const name = kebab(note.name)
  if (isOnOff(note)) return usual[note.name] === true ? `--no-${name}` : `--${name}`
  return `--${name} ${note.choices.length > 0 ? note.choices.join('|') : 'N'}`
}

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'none'
}

/** Options of the org's behaviour, one for each switch. */
const switchOptions: Record<string, ParseArgsOptionsConfig[string]> = Object.fromEntries(
  notes.map((note) => [kebab(note.name), { type: isOnOff(note) ? 'boolean' : 'string' }])
)
const options = {
  port: { type: 'string', default: '0' },
  'tls-port': { type: 'string', default: '0' },
  seed: { type: 'string', default: '0' },
  data: { type: 'string' },
  metadata: { type: 'string' },
  installed: { type: 'string' },
  probe: { type: 'string' },
  latency: { type: 'string' },
  'small-pages': { type: 'boolean', default: false },
  chaos: { type: 'string' },
  do: { type: 'string', multiple: true, default: [] },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false }
} satisfies ParseArgsOptionsConfig
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/** Throws with the option's name for what it can't take. */
export function readFlags(args: readonly string[]): OrgFlags | 'help' {
  const every = { ...options, ...switchOptions }
  const parsed = parseArgs({ args: [...args], allowNegative: true, options: every })
  const values: Values = parsed.values
  if (values.help) return 'help'
  const source = values.metadata ?? (values.installed === undefined ? undefined : 'force-app')
  return {
    json: values.json,
    commands: values.do.map(commandOf),
    start: {
      port: whole('--port', values.port, 65_535),
      tlsPort: whole('--tls-port', values['tls-port'], 65_535),
      seed: whole('--seed', values.seed, 10_000_000),
      smallPages: values['small-pages'],
      switches: switchesOf(parsed.values),
      ...(values.latency !== undefined && { latencyMs: whole('--latency', values.latency, 600_000) }),
      ...(values.probe !== undefined && { probe: values.probe }),
      ...(values.data !== undefined && { dataDir: values.data }),
      ...(source !== undefined && { source }),
      ...(values.installed !== undefined && { installed: values.installed }),
      ...(values.chaos !== undefined && { chaos: whole('--chaos', values.chaos, 2 ** 32 - 1) })
    }
  }
}

function switchesOf(values: Readonly<Record<string, unknown>>): NonNullable<OrgOptions['switches']> {
  const given = notes.flatMap((note) => {
    const value = values[kebab(note.name)]
    return value === undefined ? [] : [[note.name, valueOf(note, value)] as const]
  })
  return checkedSwitches(Object.fromEntries(given))
}

function valueOf(note: SwitchNote, value: unknown): unknown {
  if (typeof value !== 'string' || note.choices.length > 0) return value
  return whole(`--${kebab(note.name)}`, value, Number.MAX_SAFE_INTEGER)
}

function commandOf(text: string): Readonly<Record<string, unknown>> {
  const example = `--do takes JSON such as {"command": "expireSessions"}, not ${text}`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(example, { cause: error })
  }
  if (!isPlainObject(value) || !(String(value['command']) in commandHelp)) throw new Error(example)
  return value
}

function whole(flag: string, text: string, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= most) return value
  throw new Error(`${flag} takes a whole number from 0 to ${most}, not "${text}"`)
}
