import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import { parsed, query } from './query.ts'
import type { Session } from './session.ts'

/** What an org says of itself. */
export interface Organization {
  readonly name: string
  /** `Enterprise Edition`, …; empty where the sync user may not know. */
  readonly edition: string
  readonly sandbox: boolean
}

const row = z.object({ Name: z.string(), OrganizationType: z.string(), IsSandbox: z.boolean() })

/** One call. Throws `SalesforceError`; who may not read it is told nothing. */
export async function readOrganization(session: Session, signal?: AbortSignal): Promise<Organization> {
  try {
    const answer = await query(session, 'select Name, OrganizationType, IsSandbox from Organization', {
      signal
    })
    const found = parsed(row, answer.rows[0], 'the organization')
    return { name: found.Name, edition: found.OrganizationType, sandbox: found.IsSandbox }
  } catch (error) {
    const hidden = ['invalid', 'not-found', 'forbidden', 'schema']
    if (!(error instanceof SalesforceError && hidden.includes(error.kind))) throw error
    return { name: '', edition: '', sandbox: false }
  }
}
