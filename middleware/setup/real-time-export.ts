import { zipOf } from '../salesforce/metadata-xml.ts'
import { realTimePackage } from '../salesforce/real-time-package.ts'
import { SetupError, type Setup } from './setup.ts'
import { syncUser } from './sync-user.ts'
import { wantedObjects } from './wanted.ts'

export const realTimeFile = 'bothways-real-time.zip'
export const realTimeCommand = `sf project deploy start --metadata-dir ${realTimeFile} --target-org YOUR_ORG`

/** What the button deploys, for admins who prefer to do it. It holds the secret addresses of the org's connections. */
export async function exportRealTime(setup: Setup, orgId: number): Promise<Uint8Array> {
  const wanted = await wantedObjects(setup, orgId)
  if (wanted.length === 0)
    throw new SetupError('No object is mapped toward another system yet.', 'Connect a system and save its mapping first.') // prettier-ignore
  return zipOf(realTimePackage(wanted, await syncUser(setup, orgId), 'Active'))
}

/** What an admin agrees to. */
export const consentText = (objects: readonly string[], host: string): string[] => [
  `For each of these objects one outbound message and one record-triggered flow are deployed: ${objects.join(', ')}.`,
  `After a record was created or changed, its flow sends a message to ${host}. It holds the id of the record, the id of the org, and nothing else; no session goes along.`,
  'Changes that the sync user makes send nothing. A message that can’t be sent takes no save back. Deleted records are found by polling.',
  'It is done once with your own login, which is ended afterwards. "Remove real time" takes all of it away again.'
]
