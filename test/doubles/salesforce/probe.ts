import { readFileSync } from 'node:fs'
import { checkedSwitches } from './control/checked-switches.ts'
import { isPlainObject } from './json.ts'
import type { PlainObject } from './json.ts'
import type { Switches } from './switches.ts'
import { uncertainNames } from './uncertain.ts'
import type { Wordings } from './uncertain.ts'

/** What a real org answered where the double only guesses: corrects `switches.ts` and `uncertain.ts`. */
export interface Probe {
  /** The day it was asked: `2026-11-21`. */
  readonly date: string
  /** `64.0` */
  readonly apiVersion: string
  readonly switches: Partial<Switches>
  readonly wordings: Wordings
  // The file's `raw`, the answers as they came, is for people.
}

/** The probe in a JSON file. Throws a sentence that names the file and the key that is wrong. */
export function readProbe(file: string): Probe {
  try {
    return probeOf(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new Error(`Probe ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error
    })
  }
}

function probeOf(value: unknown): Probe {
  const probe = objectIn(value, 'the file')
  refuseOthers(probe, ['date', 'apiVersion', 'switches', 'wordings', 'raw'], '')
  const { switches = {}, wordings = {} } = probe
  return {
    date: shaped(probe, 'date', /^\d{4}-\d{2}-\d{2}$/, '2026-11-21'),
    apiVersion: shaped(probe, 'apiVersion', /^\d+\.0$/, '64.0'),
    switches: checkedSwitches(objectIn(switches, 'switches'), 'switches'),
    wordings: checkedWordings(objectIn(wordings, 'wordings'))
  }
}

function checkedWordings(wordings: PlainObject): Wordings {
  for (const [name, given] of Object.entries(wordings)) {
    const key = `wordings.${name}`
    if (!uncertainNames.has(name)) throw new Error(`there is no ${key}; uncertain.ts lists them`)
    const wording = objectIn(given, key)
    refuseOthers(wording, ['status', 'code', 'text'], `${key}.`)
    const { status = 400, code = 'CODE', text = 'Text' } = wording
    if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599)
      throw new Error(`${key}.status must be an HTTP status from 400 to 599`)
    if (typeof code !== 'string' || code === '') throw new Error(`${key}.code must be a text`)
    if (typeof text !== 'string' || text === '') throw new Error(`${key}.text must be a text`)
  }
  return wordings // each was just checked
}

function shaped(probe: PlainObject, key: string, shape: RegExp, example: string): string {
  const value = probe[key]
  if (typeof value === 'string' && shape.test(value)) return value
  throw new Error(`${key} must be a text such as "${example}"`)
}

function objectIn(value: unknown, key: string): PlainObject {
  if (isPlainObject(value)) return value
  throw new Error(`${key} must be an object`)
}

function refuseOthers(value: PlainObject, known: readonly string[], prefix: string): void {
  const other = Object.keys(value).find((key) => !known.includes(key))
  if (other !== undefined) throw new Error(`there is no ${prefix}${other}; known are ${known.join(', ')}`)
}
