import { manifest, metadataFile, metadataVersion } from './metadata-xml.ts'
import type { RealTimeNames } from './real-time-names.ts'

/** One object whose changes the org tells of. */
export interface RealTimeObject extends RealTimeNames {
  readonly object: string
  /** For people who find it in Setup. */
  readonly label: string
  /** With its secret part. */
  readonly endpointUrl: string
}
export interface SyncUser {
  readonly username: string
  readonly userId: string
}

/**
 * The files of a deployment, in Metadata API form: a message and a flow an object. `Draft` where the org takes no active
 * flow. Deletes need nothing: a flow can't send a message for them, and the poll finds what was deleted.
 */
export function realTimePackage(
  objects: readonly RealTimeObject[],
  user: SyncUser,
  status: 'Active' | 'Draft'
): Readonly<Record<string, string>> {
  const byObject = Map.groupBy(objects, (one) => one.object)
  const workflows = [...byObject].map(
    ([object, own]) => [`workflows/${object}.workflow`, metadataFile('Workflow', { outboundMessages: own.map((one) => message(one, user)) })] as const
  ) // prettier-ignore
  const flows = objects.map((one) => [`flows/${one.flow}.flow`, flow(one, user, status)] as const)
  return {
    'package.xml': manifest({
      Flow: objects.map((one) => one.flow),
      WorkflowOutboundMessage: objects.map(fullName)
    }),
    ...Object.fromEntries(workflows),
    ...Object.fromEntries(flows)
  }
}

/** A deployment that takes messages away. */
export function removalPackage(messages: readonly string[]): Readonly<Record<string, string>> {
  return {
    'package.xml': manifest({}),
    'destructiveChanges.xml': manifest({ WorkflowOutboundMessage: messages })
  }
}

/** `Contact.Bothways_…` */
export const fullName = ({
  object,
  message
}: {
  readonly object: string
  readonly message: string
}): string => `${object}.${message}`

/** `Id` only: it is a hint, and a field in it would keep the field from being deleted. No session goes out. */
const message = ({ message: name, label, endpointUrl }: RealTimeObject, { username }: SyncUser) => ({
  fullName: name,
  apiVersion: metadataVersion,
  description: `Tells Bothways which records changed: ${label}`.slice(0, 255),
  endpointUrl,
  fields: 'Id',
  includeSessionId: false,
  integrationUser: username,
  name,
  protected: false,
  useDeadLetterQueue: false
})

/** After every save but the sync user's own. A message that can't be sent must not take the user's save back, so its fault leads on. */
function flow(one: RealTimeObject, { userId }: SyncUser, status: 'Active' | 'Draft'): string {
  const place = (locationX: string, locationY: string) => ({ locationX, locationY })
  return metadataFile('Flow', {
    actionCalls: {
      name: 'Send_Message', label: 'Send message', ...place('176', '323'),
      actionName: fullName(one), actionType: 'outboundMessage',
      faultConnector: { targetReference: 'Keep_Fault' },
      flowTransactionModel: 'CurrentTransaction', nameSegment: fullName(one), versionSegment: '1'
    },
    apiVersion: metadataVersion,
    assignments: {
      name: 'Keep_Fault', label: 'Keep fault', ...place('440', '323'),
      assignmentItems: { assignToReference: 'Fault', operator: 'Assign', value: { elementReference: '$Flow.FaultMessage' } }
    },
    description: 'Made by Bothways: it sends a message when a record was created or changed by anybody but the sync user.',
    environments: 'Default',
    interviewLabel: `${one.flow} {!$Flow.CurrentDateTime}`,
    label: `Bothways: ${one.label}`.slice(0, 80),
    processMetadataValues: ([['BuilderType', 'LightningFlowBuilder'], ['CanvasMode', 'AUTO_LAYOUT_CANVAS'], ['OriginBuilderType', 'LightningFlowBuilder']] as const)
      .map(([name, stringValue]) => ({ name, value: { stringValue } })),
    processType: 'AutoLaunchedFlow',
    start: {
      ...place('50', '0'),
      connector: { targetReference: 'Send_Message' },
      // Ids have two lengths; the first fifteen characters are the same in both.
      filterFormula: `LEFT({!$User.Id}, 15) <> "${userId.slice(0, 15)}"`,
      object: one.object, recordTriggerType: 'CreateAndUpdate', triggerType: 'RecordAfterSave'
    },
    status,
    variables: { name: 'Fault', dataType: 'String', isCollection: false, isInput: false, isOutput: false }
  }) // prettier-ignore
}
