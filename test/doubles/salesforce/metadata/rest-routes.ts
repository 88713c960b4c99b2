import { ApiError, uncertainRefusal } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import type { DeployJob } from './deploy-jobs.ts'
import { deployResult } from './deploy-result.ts'
import { readMultipart } from './multipart.ts'
import { mayUseMetadataApi } from './rights.ts'
import { jobOf, quickDeploy } from './soap-operations.ts'
import { noRight } from './soap-routes.ts'

/** Deployments by REST: a multipart upload, its status, and cancelling it. */
export const metadataRestRoutes: readonly Route<ApiCall>[] = [
  { method: 'POST', pattern: '/metadata/deployRequest', handle: start },
  { method: 'GET', pattern: '/metadata/deployRequest/:id', handle: status },
  { method: 'PATCH', pattern: '/metadata/deployRequest/:id', handle: cancel }
]

function start(call: ApiCall): Reply {
  const { org, session } = call
  checkRight(call)
  const validated = isPlainObject(call.json) ? call.json['validatedDeployRequestId'] : undefined
  if (typeof validated === 'string') {
    return { status: 201, json: shown(call, quickDeploy(org, session.userId, validated), false) }
  }
  const parts = readMultipart(call.headers['content-type'] ?? '', call.bytes)
  const zip = parts.find(({ name }) => name === 'file')?.bytes
  const said = parts.find(({ name }) => name === 'json' || name === 'entity_content')?.bytes
  if (!zip || !said) {
    throw uncertainRefusal('deployPartsMissing')
  }
  const options = optionsIn(said)
  const job = org.metadata.deployments.start(org, session.userId, zip, {
    checkOnly: options['checkOnly'] === true,
    ignoreWarnings: options['ignoreWarnings'] === true,
    rollbackOnError: options['rollbackOnError'] !== false || org.switches.production,
    testLevel: typeof options['testLevel'] === 'string' ? options['testLevel'] : undefined
  })
  return { status: 201, json: { ...shown(call, job, false), deployOptions: options } }
}

function optionsIn(bytes: Buffer): PlainObject {
  try {
    const said: unknown = JSON.parse(bytes.toString('utf8'))
    const options = isPlainObject(said) ? said['deployOptions'] : undefined
    return isPlainObject(options) ? options : {}
  } catch {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The part named json is no JSON')
  }
}

function status(call: ApiCall): Reply {
  checkRight(call)
  const job = jobOf(call.org, call.params['id'] ?? '')
  return ok(shown(call, job, call.query.get('includeDetails') === 'true'))
}

function cancel(call: ApiCall): Reply {
  const { org, session } = call
  checkRight(call)
  const job = jobOf(org, call.params['id'] ?? '')
  org.metadata.deployments.cancel(org, job, session.userId)
  return { status: 202, json: shown(call, job, false) }
}

const shown = ({ org, version }: ApiCall, job: DeployJob, details: boolean) => ({
  id: job.id,
  url: `${org.url}/services/data/v${version}/metadata/deployRequest/${job.id}`,
  deployResult: deployResult(org, job, details)
})

function checkRight({ org, session }: ApiCall): void {
  if (!mayUseMetadataApi(org, session.userId)) throw new ApiError(403, 'INSUFFICIENT_ACCESS', noRight)
}
