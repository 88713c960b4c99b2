import { createHash } from 'node:crypto'
import { query } from './query.ts'
import type { Session } from './session.ts'
import { quoted } from './soql.ts'

const found = async (session: Session, origin: string) =>
  (await query(session, `SELECT Id, IsActive, IsApplicableToFrameSrc FROM CspTrustedSite WHERE EndpointUrl = ${quoted(origin)}`)).rows // prettier-ignore

/** Whether Lightning pages may show frames of `origin`. */
export async function isTrusted(session: Session, origin: string): Promise<boolean> {
  const rows = await found(session, origin)
  return rows.some((row) => row['IsActive'] === true && row['IsApplicableToFrameSrc'] === true)
}

/** Lets Lightning pages show frames of `origin`. Needs Customize Application. */
export async function trust(session: Session, origin: string): Promise<void> {
  const rows = await found(session, origin)
  const values = { IsActive: true, IsApplicableToFrameSrc: true, Context: 'LEX' }
  const [first] = rows
  if (first !== undefined) {
    await session.request({ method: 'PATCH', path: `/sobjects/CspTrustedSite/${String(first['Id'])}`, body: values }) // prettier-ignore
    return
  }
  // Names are unique in an org, which may trust a second installation.
  const name = `Bothways_${createHash('sha256').update(origin).digest('hex').slice(0, 8)}`
  const body = { DeveloperName: name, MasterLabel: name, EndpointUrl: origin, ...values }
  await session.request({ method: 'POST', path: '/sobjects/CspTrustedSite', body })
}

/** Takes that back; false when there was nothing. */
export async function distrust(session: Session, origin: string): Promise<boolean> {
  const rows = await found(session, origin)
  for (const { Id } of rows)
    await session.request({ method: 'DELETE', path: `/sobjects/CspTrustedSite/${String(Id)}` })
  return rows.length > 0
}
