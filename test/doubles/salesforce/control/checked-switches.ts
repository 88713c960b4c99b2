import { ApiError } from '../errors.ts'
import type { PlainObject } from '../json.ts'
import { switchNotes } from '../switch-notes.ts'
import { defaultSwitches } from '../switches.ts'
import type { Switches } from '../switches.ts'

const usual: Readonly<Record<string, unknown>> = { ...defaultSwitches }
const notes = new Map(switchNotes().map((note) => [note.name, note]))

/** Values as switches; throws for one that there is none of, or that takes something else. */
export function checkedSwitches(values: PlainObject, where = 'Control command set'): Partial<Switches> {
  const refused = (message: string) => new ApiError(400, 'INVALID_INPUT', `${where}: ${message}`)
  for (const [name, value] of Object.entries(values)) {
    const note = notes.get(name)
    if (!note || !(name in usual))
      throw refused(`there is no switch ${name}; GET /__control/switches lists them`)
    if (value === null && note.nullable) continue
    const { choices } = note
    if (choices.length > 0) {
      if (!choices.includes(String(value))) throw refused(`${name} must be one of ${choices.join(', ')}`)
    } else if (typeof usual[name] === 'boolean') {
      if (typeof value !== 'boolean') throw refused(`${name} must be true or false`)
    } else if (typeof value !== 'number' || !(value >= 0)) {
      throw refused(`${name} must be a number from 0${note.nullable ? ', or null' : ''}`)
    }
  }
  return values // each was just checked
}
