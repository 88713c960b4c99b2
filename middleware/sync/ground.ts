import type { Connector, PairSpec } from '../connectors/connector.ts'
import { checkFields, describe, type ObjectDescribe } from '../salesforce/describe.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import type { Session } from '../salesforce/session.ts'
import type { Ground } from './preflight.ts'

/** Descriptions of Salesforce objects, asked for once each. */
export function describer(session: Session, signal: AbortSignal) {
  const known = new Map<string, Promise<ObjectDescribe | null>>()
  return (object: string): Promise<ObjectDescribe | null> => {
    const asked = known.get(object) ?? orNull(describe(session, object, signal))
    known.set(object, asked)
    return asked
  }
}

/** Null: no such object for the sync user. */
async function orNull(asked: Promise<ObjectDescribe>): Promise<ObjectDescribe | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof SalesforceError && error.kind === 'not-found') return null
    throw error
  }
}

/** What pre-flight has to know of a pair: one call an object that its paths lead to. */
export async function groundOf(
  spec: PairSpec,
  connector: Connector,
  described: (object: string) => Promise<ObjectDescribe | null>
): Promise<Ground> {
  const own = await described(spec.salesforce)
  const known = { object: connector.objects[spec.external], label: connector.label }
  if (own === null) return { ...known, fields: null, unreadable: new Map() }
  const paths = [
    ...spec.lines.flatMap((line) => line.salesforce),
    ...(spec.criterion?.all ?? []).map((one) => one.field)
  ]
  const parents = new Map<string, ObjectDescribe>()
  for (const path of paths.filter((one) => one.includes('.'))) {
    const [relation] = path.split('.')
    const targets = own.fields.find((one) => one.relationshipName === relation)?.referenceTo ?? []
    for (const target of targets) {
      const parent = await described(target)
      if (parent !== null) parents.set(target, parent)
    }
  }
  const unreadable = new Map(checkFields(own, paths, parents).map(({ path, problem }) => [path, problem]))
  return { ...known, fields: own.fields, unreadable }
}
