import { SalesforceError } from './errors.ts'
import { query } from './query.ts'
import type { Session } from './session.ts'

/** Permissions as the Metadata API names them. */
export type Right = 'CustomizeApplication' | 'ManageNamedCredentials' | 'ManageFlow' | 'ModifyMetadata' | 'ModifyAllData' // prettier-ignore

/** Those of `rights` that the session's user has. One an org does not know is one that nobody has there. */
export async function userRights(session: Session, rights: readonly Right[]): Promise<ReadonlySet<Right>> {
  try {
    return await held(session, rights)
  } catch (error) {
    if (!(error instanceof SalesforceError && error.code === 'INVALID_FIELD') || rights.length === 1) throw error
    const each = await Promise.all(rights.map((right) => held(session, [right]).catch(none)))
    return new Set(each.flatMap((one) => [...one]))
  }
} // prettier-ignore

async function held(session: Session, rights: readonly Right[]): Promise<ReadonlySet<Right>> {
  const fields = rights.map((right) => `Permissions${right}`)
  const { rows } = await query(session, `SELECT ${fields.join(', ')} FROM UserPermissionAccess LIMIT 1`)
  return new Set(rights.filter((right) => rows[0]?.[`Permissions${right}`] === true))
}

function none(error: unknown): ReadonlySet<Right> {
  if (error instanceof SalesforceError && error.code === 'INVALID_FIELD') return new Set()
  throw error
}
