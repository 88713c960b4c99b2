import { availableParallelism, hostname } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')
const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

/** Every environment variable the middleware reads: its check, its default, and what it is for. */
const environment = z.object({
  PORT: integer(0, 65_535).default(3000).describe('TCP port; 0 picks a free one'),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('address to listen on; 0.0.0.0 behind a proxy in a container'),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe('address Salesforce and browsers reach this service by: https://… of the proxy in front'),
  TRUSTED_PROXIES: integer(0, 10)
    .default(0)
    .describe('proxies of your own in front, whose X-Forwarded-For is believed; 0: none is'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional()
    .describe('PostgreSQL of your own; without it an embedded server keeps its data under BOTHWAYS_DATA_DIR'),
  BOTHWAYS_DATA_DIR: z
    .string()
    .min(1)
    .default('.bothways')
    .describe('embedded database, sealing key, port memory'),
  BOTHWAYS_ROLE: z.enum(['all', 'web', 'worker']).default('all').describe('what this node does'),
  BOTHWAYS_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64 (openssl rand -base64 32)')
    .optional()
    .describe('key that seals stored secrets; without it one is made in the data directory at first start'),
  BOTHWAYS_DEVELOPMENT: flag
    .default(false)
    .describe('allows http:// addresses of practice orgs and doubles; never in production'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least level logged'),
  INTAKE_IN_FLIGHT: integer(1, 10_000)
    .default(64)
    .describe('outbound messages handled at once; more get 503 and come again'),
  DATABASE_POOL: integer(2, 200)
    .default(Math.max(8, availableParallelism() * 4))
    .describe('database connections of the service role'),
  HISTORY_DAYS: integer(1, 3650)
    .default(90)
    .describe('days that outcomes, values written, runs and resolved issues are kept; by whole months'),
  STOP_SECONDS: integer(1, 600)
    .default(10)
    .describe('time a clean stop may take before work is handed to other nodes')
})

export interface Config {
  readonly port: number
  readonly host: string
  readonly publicUrl: string | undefined
  /** How many of the last entries of X-Forwarded-For were written by proxies of our own. */
  readonly trustedProxies: number
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly role: 'all' | 'web' | 'worker'
  readonly key: string | undefined
  readonly development: boolean
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly intakeInFlight: number
  readonly databasePool: number
  readonly historyDays: number
  readonly stopMs: number
  /** Names this node in leases and logs; unique per process. */
  readonly node: string
}

/** Thrown with every bad variable at once, one line each, so that one start shows all there is to correct. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Reads and checks the environment; the only place that does. Throws `ConfigError`. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable means "not set": compose files and shells can't unset one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = environment.safeParse(given)
  if (!read.success) {
    const lines = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`The environment has values that can't be used:\n  ${lines.join('\n  ')}`)
  }
  const value = read.data
  return {
    port: value.PORT,
    host: value.HOST,
    publicUrl: value.PUBLIC_URL?.replace(/\/+$/, ''),
    trustedProxies: value.TRUSTED_PROXIES,
    databaseUrl: value.DATABASE_URL,
    dataDir: resolve(value.BOTHWAYS_DATA_DIR),
    role: value.BOTHWAYS_ROLE,
    key: value.BOTHWAYS_KEY,
    development: value.BOTHWAYS_DEVELOPMENT,
    logLevel: value.LOG_LEVEL,
    intakeInFlight: value.INTAKE_IN_FLIGHT,
    databasePool: value.DATABASE_POOL,
    historyDays: value.HISTORY_DAYS,
    stopMs: value.STOP_SECONDS * 1000,
    node: `${hostname()}:${process.pid}:${Date.now().toString(36)}`
  }
}

/** The table of variables for `--help`: name, default, purpose. */
export function configHelp(): string[] {
  return Object.entries(environment.shape).map(([name, schema]) => {
    const { data } = schema.safeParse(undefined)
    const byDefault = data === undefined ? '' : ` (default: ${String(data)})`
    return `${name.padEnd(22)} ${schema.description ?? ''}${byDefault}`
  })
}
