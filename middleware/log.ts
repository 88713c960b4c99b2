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
    formatters: { level: (label: string) => ({ level: label }) }
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
