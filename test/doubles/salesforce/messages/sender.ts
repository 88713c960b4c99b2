import { toId } from '../ids.ts'
import type { Database } from '../store/database.ts'
import type { Row } from '../store/row.ts'
import type { MessageDefinition } from './definition.ts'

/** The user a message is sent as; undefined where it names nobody. */
export function senderOf(database: Database, { integrationUser }: MessageDefinition): Row | undefined {
  if (integrationUser === undefined) return undefined
  const id = toId(integrationUser)
  if (id) return database.find(id)
  return database.tableNamed('User').find('Username', integrationUser)?.[0]
}
