import { Catalogue } from './catalogue.ts'
import { DeployJobs } from './deploy-jobs.ts'
import type { Retrieved } from './retrieve.ts'

/** What the org knows of its own making: components, deployments, retrieves. */
export class MetadataState {
  readonly catalogue = new Catalogue()
  readonly deployments = new DeployJobs()
  /** Lower-case names of outbound messages (`contact.my_message`) whose flow actions fault, as a test wants it. */
  readonly faulting = new Set<string>()
  /** By id, `09S…`. */
  readonly retrieves = new Map<string, Retrieved>()
}
