import type { SetupStep } from '../database/setup.ts'
import { SalesforceError } from '../salesforce/errors.ts'

/** Does a step that may fail without ending the others; what Salesforce refuses is told. */
export async function step(name: string, label: string, work: () => Promise<string>): Promise<SetupStep> {
  try {
    return { name, label, ok: true, said: await work() }
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
    return { name, label, ok: false, said: error.message }
  }
}
