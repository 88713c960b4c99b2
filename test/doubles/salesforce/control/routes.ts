import { ApiError } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { Call, Route } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import type { OrgState } from '../org-state.ts'
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

export const controlRoutes: readonly Route<Call>[] = [
  {
    method: 'GET',
    pattern: '/__control',
    handle: () => ok(Object.fromEntries(Object.entries(commands).map(([name, { help }]) => [name, help])))
  },
  {
    method: 'POST',
    pattern: '/__control',
    handle: async ({ org, body }) => ok(await control(org, JSON.parse(body)))
  }
]
