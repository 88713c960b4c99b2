import { expect } from 'vitest'
import type { Org } from '../index.ts'
import { openOrg, rest } from '../test-client.ts'

/** An org of 450 contacts, with keys to upsert accounts and contacts by. */
export function openKeyedOrg(): Promise<Org> {
  const key = { name: 'Ext_Id__c', type: 'string', length: 40, externalId: true, unique: true } as const
  return openOrg({ seed: 450, customFields: { Account: [key], Contact: [key] } })
}

/** Calls a bulk resource with or without CSV; answers text. */
export async function bulk(
  org: Org,
  method: string,
  path: string,
  csv?: string | Uint8Array,
  type = 'text/csv'
) {
  const response = await fetch(`${org.url}/services/data/v62.0/jobs/${path}`, {
    method,
    headers: { Authorization: `Bearer ${org.accessToken}`, 'Content-Type': type },
    ...(csv !== undefined && { body: csv as string })
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

export async function ended(org: Org, path: string): Promise<Record<string, unknown>> {
  for (;;) {
    const job = (await rest(org, 'GET', `/jobs/${path}`)).body as Record<string, unknown>
    if (['JobComplete', 'Failed', 'Aborted'].includes(String(job['state']))) return job
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Creates a job, uploads, closes it and waits for its end. */
export async function ingest(org: Org, job: object, csv: string): Promise<Record<string, unknown>> {
  const { status, body } = await rest(org, 'POST', '/jobs/ingest', job)
  if (status !== 200) throw new Error(JSON.stringify(body))
  const { id } = body as { id: string }
  expect((await bulk(org, 'PUT', `ingest/${id}/batches`, csv)).status).toBe(201)
  await rest(org, 'PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' })
  return await ended(org, `ingest/${id}`)
}

export async function queryJob(org: Org, soql: string, operation = 'query'): Promise<string> {
  const { status, body } = await rest(org, 'POST', '/jobs/query', { operation, query: soql })
  if (status !== 200) throw new Error(JSON.stringify(body))
  const { id } = body as { id: string }
  await ended(org, `query/${id}`)
  return id
}
