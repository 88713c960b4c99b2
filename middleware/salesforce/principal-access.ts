import { SalesforceError } from './errors.ts'
import { query } from './query.ts'
import type { Session } from './session.ts'
import { quoted } from './soql.ts'

/** Permission sets of the package whose holders call the middleware. */
const callers = ['Bothways_Admin', 'Bothways_User']

/** Lets holders of the package's permission sets use the principal. Gives the sets that were missing in the org. */
export async function grantPrincipal(
  session: Session,
  principalId: string,
  namespace: string
): Promise<readonly string[]> {
  // A set of a package is named without its prefix, as far as anybody wrote down.
  const names = namespace === '' ? callers : callers.flatMap((name) => [name, `${namespace}__${name}`])
  const soql = `SELECT Id, Name FROM PermissionSet WHERE Name IN (${names.map(quoted).join(', ')}) AND NamespacePrefix = ${namespace === '' ? 'null' : quoted(namespace)}`
  const { rows } = await query(session, soql)
  for (const { Id } of rows) {
    const body = { ParentId: Id, SetupEntityId: principalId }
    await session.request({ method: 'POST', path: '/sobjects/SetupEntityAccess', body }).catch(granted)
  }
  return callers.filter((name) => !rows.some((row) => String(row['Name']).endsWith(name)))
}

/** Twice is once. */
function granted(error: unknown): void {
  if (!(error instanceof SalesforceError && error.code === 'DUPLICATE_VALUE')) throw error
}
