import { ApiError, uncertainRefusal } from '../errors.ts'
import type { MetadataCall } from './metadata-call.ts'
import type { OrgState } from '../org-state.ts'
import type { DeployJob } from './deploy-jobs.ts'
import { deployResult } from './deploy-result.ts'
import { crudOperations } from './crud.ts'
import { describeMetadata } from './describe-metadata.ts'
import { fileProperties, listed } from './listed.ts'
import { readManifest } from './manifest.ts'
import { retrieve } from './retrieve.ts'
import { childOf, childrenOf, textOf } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** Operations of the Metadata API, each answering its `result`. */
export const operations: Readonly<Record<string, (call: MetadataCall) => unknown>> = {
  deploy,
  checkDeployStatus: ({ org, operation }) =>
    deployResult(org, deploymentOf(org, operation), textOf(operation, 'includeDetails') === 'true'),
  deployRecentValidation: ({ org, operation, userId }) => {
    const id = textOf(operation, 'validationId') ?? ''
    return quickDeploy(org, userId, id).id
  },
  cancelDeploy: ({ org, operation, userId }) => {
    const job = jobOf(org, textOf(operation, 'String') ?? textOf(operation, 'asyncProcessId') ?? '')
    return { done: org.metadata.deployments.cancel(org, job, userId) || job.completedAt !== null, id: job.id }
  },
  retrieve: startRetrieve,
  checkRetrieveStatus,
  describeMetadata: () => describeMetadata(),
  listMetadata,
  ...crudOperations
}

function deploy({ org, operation, userId }: MetadataCall): object {
  const wishes = childOf(operation, 'DeployOptions')
  const says = (name: string) => textOf(wishes, name) === 'true'
  const zip = Buffer.from(textOf(operation, 'ZipFile') ?? textOf(operation, 'zipFile') ?? '', 'base64')
  const job = org.metadata.deployments.start(org, userId, zip, {
    checkOnly: says('checkOnly'),
    ignoreWarnings: says('ignoreWarnings'),
    rollbackOnError: says('rollbackOnError') || org.switches.production, // always so in production [V]
    testLevel: textOf(wishes, 'testLevel')
  })
  return { done: false, id: job.id, state: 'Queued' }
}

function deploymentOf(org: OrgState, operation: XmlElement): DeployJob {
  return jobOf(org, textOf(operation, 'asyncProcessId') ?? '')
}

export function jobOf(org: OrgState, id: string): DeployJob {
  const job = org.metadata.deployments.get(id)
  if (job) return job
  throw uncertainRefusal('deployIdInvalid', { id })
}

export function quickDeploy(org: OrgState, userId: string, id: string): DeployJob {
  const job = org.metadata.deployments.quick(org, userId, id)
  if (!job) throw uncertainRefusal('validationNotRecent', { id })
  return job
}

function startRetrieve({ org, operation }: MetadataCall): object {
  const request = childOf(operation, 'retrieveRequest') ?? childOf(operation, 'request')
  const unpackaged = request && childOf(request, 'unpackaged')
  const manifest = unpackaged ? readManifest(unpackaged) : { members: new Map(), version: undefined }
  const id = org.ids.next('09S')
  org.metadata.retrieves.set(id.slice(0, 15), retrieve(org, manifest))
  return { done: false, id, state: 'Queued' }
}

function checkRetrieveStatus({ org, operation }: MetadataCall): object {
  const id = textOf(operation, 'asyncProcessId') ?? ''
  const retrieved = org.metadata.retrieves.get(id.slice(0, 15))
  if (!retrieved) throw new ApiError(404, 'INVALID_ID_FIELD', `invalid id ${id}`)
  const withZip = textOf(operation, 'includeZip') !== 'false'
  return {
    done: true,
    fileProperties: retrieved.properties,
    id,
    messages: retrieved.problems,
    status: 'Succeeded',
    success: true,
    ...(withZip && { zipFile: Buffer.from(retrieved.zip).toString('base64') })
  }
}

/** Components of up to three types [V]. */
function listMetadata({ org, operation }: MetadataCall): object[] {
  const queries = childrenOf(operation, 'queries')
  if (queries.length > 3)
    throw new ApiError(400, 'EXCEEDED_MAX_TYPES_LIMIT', 'You can list at most 3 types at once')
  return queries.flatMap((each) =>
    listed(org, textOf(each, 'type') ?? '').map((held) => fileProperties(org, held))
  )
}
