import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { Double } from '../test/doubles/double.ts'
import { doubles } from '../test/doubles/index.ts'

const help = `Starts the double of an external system alone, for demos and for trying a connection by hand.

  npm run double -- ${Object.keys(doubles).join(' | ')} [--port N] [--json]

  --port N   port on 127.0.0.1; a free one by default
  --json     one line of JSON instead of text`

class UsageError extends Error {}

interface Wanted {
  readonly name: string
  readonly port: number
  readonly json: boolean
}

/** Throws `UsageError`. */
function wanted(): Wanted | 'help' {
  const { values, positionals } = parsed()
  if (values.help) return 'help'
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0) throw new UsageError('Name one double.')
  if (!Object.hasOwn(doubles, name)) throw new UsageError(`There is no double called ${name}.`)
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new UsageError('--port is a number from 0 to 65535.')
  return { name, port, json: values.json }
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '0' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false }
      }
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

async function start({ name, port, json }: Wanted): Promise<void> {
  // New secrets at every start: nothing printed by an earlier one works any more.
  const secret = () => randomBytes(16).toString('hex')
  const double = await doubles[name]?.start({
    port,
    settings: { apiSecret: secret(), microSiteKey: secret() }
  })
  if (!double) return
  const { url, settings } = double
  console.log(json ? JSON.stringify({ name, url, settings }) : described(name, double))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void double.close())
}

function described(name: string, { url, settings }: Double): string {
  const width = Math.max(...Object.keys(settings).map((setting) => setting.length))
  return [
    `The double of ${name} answers at ${url}. A connection takes these settings:`,
    ...Object.entries(settings).map(([setting, value]) => `  ${setting.padEnd(width)}  ${value}`),
    `Switches and faults: GET and POST ${url}/__control. Contacts: GET ${url}/__contacts. Ctrl+C stops it.`
  ].join('\n')
}

try {
  const choice = wanted()
  if (choice === 'help') console.log(help)
  else await start(choice)
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${help}` : error)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
