import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import { parsed } from './query.ts'
import type { Session } from './session.ts'
import { objectName } from './soql.ts'

const field = z.object({
  name: z.string(),
  permissionable: z.boolean().default(true),
  calculated: z.boolean().default(false),
  createable: z.boolean().default(false),
  updateable: z.boolean().default(false),
  relationshipName: z.string().nullish(),
  referenceTo: z.array(z.string()).default([])
})
/** A field as far as access to it goes. What the sync user may not see is missing. */
export type AccessField = z.infer<typeof field>
export type AccessFields = ReadonlyMap<string, readonly AccessField[]>

/** Fields of these objects and of those they refer to; an object that the sync user may not see has none. */
export async function describeAll(session: Session, names: readonly string[]): Promise<AccessFields> {
  const known = new Map<string, readonly AccessField[]>()
  for (const name of names) known.set(name, await fieldsOf(session, name))
  return known
}

async function fieldsOf(session: Session, name: string): Promise<AccessField[]> {
  try {
    const { body } = await session.request({ method: 'GET', path: `/sobjects/${objectName(name)}/describe` })
    return parsed(z.object({ fields: z.array(field) }), body, `the description of ${name}`).fields
  } catch (error) {
    if (error instanceof SalesforceError && error.kind === 'not-found') return []
    throw error
  }
}
