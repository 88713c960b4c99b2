import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino'

/** JSON lines on standard output. What a secret may hide under is removed by field name; messages never carry one. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'> & { child(fields: object): Log }

// prettier-ignore
const secretFields = [
  'password', 'securityToken', 'clientSecret', 'privateKey', 'apiSecret', 'accessToken', 'token', 'authorization',
  'sha', 'key', 'assertion', 'sealed', 'cookie'
]

/** `destination` is for tests that read what was logged. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: {},
    timestamp: stdTimeFunctions.isoTime,
    redact: {
      paths: secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[sealed]'
    },
    serializers: { err: errorFields },
    formatters: { level: (label: string) => ({ level: label }) }
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** What an error says, down its causes. Other properties stay out: libraries hang clients and their settings on errors. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const cause = error.cause === undefined ? undefined : errorFields(error.cause)
  return { type: error.name, message: error.message, code, stack: error.stack, cause }
}
