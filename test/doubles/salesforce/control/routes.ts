import { ApiError } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { Call, Route } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import type { OrgState } from '../org-state.ts'
import { inOneLine, switchNotes } from '../switch-notes.ts'
import type { Switches } from '../switches.ts'
import { accessCommands } from './access-commands.ts'
import { Args } from './args.ts'
import { clockCommands } from './clock-commands.ts'
import type { Commands } from './command.ts'
import { dataCommands } from './data-commands.ts'
import { messageCommands } from './message-commands.ts'
import { ruleCommands } from './rule-commands.ts'
import { reportCommands } from './report-commands.ts'
import { metadataCommands } from './metadata-commands.ts'
import { permissionCommands } from './permission-commands.ts'
import { schemaCommands } from './schema-commands.ts'

const commands: Commands = {
  ...clockCommands,
  ...accessCommands,
  ...dataCommands,
  ...ruleCommands,
  ...schemaCommands,
  ...permissionCommands,
  ...messageCommands,
  ...metadataCommands,
  ...reportCommands
}

/** Runs `{command, …}`; the same by HTTP and by `org.control`. */
export async function control(org: OrgState, input: unknown): Promise<unknown> {
  const values = isPlainObject(input) ? input : {}
  const name = typeof values['command'] === 'string' ? values['command'] : ''
  const command = commands[name]
  if (!command) {
    throw new ApiError(
      400,
      'INVALID_INPUT',
      `No control command ${name}. There are: ${Object.keys(commands).join(', ')}`
    )
  }
  return (await command.run(org, new Args(values))) ?? {}
}

/** What each command does, in one line. */
export const commandHelp: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(commands).map(([name, { help }]) => [name, help])
)

export const controlRoutes: readonly Route<Call>[] = [
  {
    method: 'GET',
    pattern: '/__control',
    handle: () => ok(commandHelp)
  },
  {
    method: 'GET',
    pattern: '/__control/switches',
    handle: ({ org }) =>
      ok(
        switchNotes().map((note) => ({
          name: note.name,
          value: org.switches[note.name as keyof Switches],
          help: inOneLine(note),
          ...(note.choices.length > 0 && { choices: note.choices })
        }))
      )
  },
  {
    method: 'POST',
    pattern: '/__control',
    handle: async ({ org, body }) => ok(await control(org, commandOf(body)))
  }
]

function commandOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ApiError(
      400,
      'JSON_PARSER_ERROR',
      `A control command is JSON such as {"command": "now"}: ${message}`
    )
  }
}
