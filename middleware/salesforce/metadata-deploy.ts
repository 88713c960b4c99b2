import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import { metadataVersion, zipOf } from './metadata-xml.ts'
import { parsed } from './query.ts'
import type { Session } from './session.ts'

const several = <T extends z.ZodType>(of: T) => z.union([z.array(of), of.transform((one) => [one])]).nullish()
const failure = z.object({ fullName: z.string().nullish(), componentType: z.string().nullish(), problem: z.string().nullish() }) // prettier-ignore
const uncovered = z.object({ flowName: z.string().nullish(), message: z.string().nullish() })
const tests = z.object({ flowCoverageWarnings: several(uncovered) })
const result = z.object({
  id: z.string(),
  deployResult: z.object({
    done: z.boolean().default(false),
    success: z.boolean().default(false),
    status: z.string().default(''),
    errorMessage: z.string().nullish(),
    details: z.object({ componentFailures: several(failure), runTestResult: tests.nullish() }).nullish()
  }) // prettier-ignore
})

export interface DeployProblem {
  /** `Flow`, `WorkflowOutboundMessage`, …; empty where Salesforce names none. */
  readonly type: string
  readonly name: string
  readonly problem: string
}
export interface Deployed {
  readonly id: string
  readonly ok: boolean
  readonly problems: readonly DeployProblem[]
}

const path = `/services/data/v${metadataVersion}/metadata/deployRequest`
/** How long somebody looks at a page that loads. */
const LONGEST_MS = 110_000

/** Deploys all of it or nothing, and waits for the end. Throws `SalesforceError`; `unavailable` when the end is not seen in time. */
export async function deploy(session: Session, files: Readonly<Record<string, string>>): Promise<Deployed> {
  const deployOptions = { rollbackOnError: true, singlePackage: true, checkOnly: false, allowMissingFiles: false, ignoreWarnings: true } // prettier-ignore
  const { body, contentType } = multipart(zipOf(files), { deployOptions })
  const started = await session.request({ method: 'POST', path, body, contentType })
  const { id } = parsed(z.object({ id: z.string() }), started.body, 'a deployment')
  const until = performance.now() + LONGEST_MS
  for (let waitMs = 250; performance.now() < until; waitMs = Math.min(waitMs * 1.5, 4000)) {
    const seen = await session.request({ method: 'GET', path: `${path}/${id}`, query: { includeDetails: 'true' } }) // prettier-ignore
    const { deployResult } = parsed(result, seen.body, 'a deployment')
    if (deployResult.done) return { id, ok: deployResult.success, problems: problemsOf(deployResult) }
    await sleep(waitMs)
  }
  throw new SalesforceError('unavailable', `Salesforce still works on the deployment ${id}: Setup shows it under Deployment Status. Repair real time when it has ended.`) // prettier-ignore
}

function problemsOf({ success, status, errorMessage, details }: z.infer<typeof result>['deployResult']) {
  if (success) return []
  const failures = (details?.componentFailures ?? []).map((one) => ({
    type: one.componentType ?? '', name: one.fullName ?? '', problem: one.problem ?? ''
  })) // prettier-ignore
  const tested = (details?.runTestResult?.flowCoverageWarnings ?? []).map((one) => ({
    type: 'Flow', name: one.flowName ?? '', problem: one.message ?? ''
  })) // prettier-ignore
  const all = [...failures, ...tested]
  return all.length > 0 ? all : [{ type: '', name: '', problem: errorMessage ?? `The deployment ended as ${status}.` }] // prettier-ignore
}

function multipart(zip: Uint8Array<ArrayBuffer>, json: unknown): { body: Blob; contentType: string } {
  const boundary = `bothways-${randomBytes(16).toString('hex')}`
  const head = (name: string, type: string, file = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\nContent-Type: ${type}\r\n\r\n`
  const body = new Blob([
    head('json', 'application/json'), JSON.stringify(json), '\r\n',
    head('file', 'application/zip', '; filename="deploy.zip"'), zip, '\r\n',
    `--${boundary}--\r\n`
  ]) // prettier-ignore
  return { body, contentType: `multipart/form-data; boundary=${boundary}` }
}
