import { Catalogue } from './catalogue.ts'
import { DeployJobs } from './deploy-jobs.ts'
import type { UserPermission } from './rights.ts'
import type { Retrieved } from './retrieve.ts'

/** What the org knows of its own making: components, deployments, retrieves. */
export class MetadataState {
  readonly catalogue = new Catalogue()
  readonly deployments = new DeployJobs()
  /** By id, `09S…`. */
  readonly retrieves = new Map<string, Retrieved>()
  /** Permissions that a test gave to users by id, besides those of their profile. */
  readonly granted = new Map<string, Set<UserPermission>>()
}
