import { Connection } from 'jsforce'
import { zipSync } from 'fflate'
import type { Org } from '../index.ts'

const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
const namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"'

/** A metadata file: `file('CustomField', '<label>…')`. */
export const file = (type: string, body: string) => `${head}<${type} ${namespace}>\n${body}\n</${type}>\n`

export const manifest = (members: Readonly<Record<string, readonly string[]>>) =>
  file(
    'Package',
    Object.entries(members)
      .map(
        ([name, names]) =>
          `<types>${names.map((each) => `<members>${each}</members>`).join('')}<name>${name}</name></types>`
      )
      .join('') + '<version>65.0</version>'
  )

export const zipOf = (files: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))
  )

/** One outbound message of Contact, in a workflow file. */
export const message = (integrationUser: string, more = '', name = 'Contact_Changed') =>
  file(
    'Workflow',
    `<outboundMessages><fullName>${name}</fullName><apiVersion>65.0</apiVersion>` +
      `<endpointUrl>https://receiver.example.com/messages</endpointUrl><fields>Id</fields>${more}` +
      `<includeSessionId>false</includeSessionId><integrationUser>${integrationUser}</integrationUser>` +
      `<name>${name}</name><protected>false</protected><useDeadLetterQueue>false</useDeadLetterQueue></outboundMessages>`
  )

export interface FlowWishes {
  readonly action?: string
  readonly start?: string
  readonly status?: string
}

export const afterSave = (filter = '') =>
  `${filter}<object>Contact</object><recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>RecordAfterSave</triggerType>`

/** A flow that sends a message after each save. */
export const flow = ({
  action = 'Contact.Contact_Changed',
  start = afterSave(),
  status = 'Active'
}: FlowWishes = {}) =>
  file(
    'Flow',
    `<actionCalls><name>Send</name><label>Send</label><locationX>0</locationX><locationY>0</locationY>` +
      `<actionName>${action}</actionName><actionType>outboundMessage</actionType>` +
      '<flowTransactionModel>CurrentTransaction</flowTransactionModel></actionCalls>' +
      '<apiVersion>65.0</apiVersion><label>Contact changed</label><processType>AutoLaunchedFlow</processType>' +
      `<start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Send</targetReference></connector>${start}</start>` +
      `<status>${status}</status>`
  )

export const connect = (org: Org, accessToken = org.accessToken) =>
  new Connection({ instanceUrl: org.url, accessToken, version: '65.0' })

export interface Deployed {
  readonly success: boolean
  readonly status: string
  /** `fullName: problem` of each failure. */
  readonly problems: readonly string[]
  readonly failures: readonly Readonly<Record<string, unknown>>[]
}

interface RawResult {
  readonly success: boolean
  readonly status: string
  readonly details: { readonly componentFailures?: unknown }
}

/** Deploys by SOAP through jsforce and waits for the end. */
export async function deploy(
  connection: Connection,
  files: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>> = { rollbackOnError: true }
): Promise<Deployed> {
  const { id } = await connection.metadata.deploy(zipOf(files), options)
  const result = (await connection.metadata.checkDeployStatus(id, true)) as unknown as RawResult
  const failures = [result.details.componentFailures ?? []].flat() as Record<string, unknown>[]
  return {
    success: result.success,
    status: result.status,
    problems: failures.map(({ fullName, problem }) => `${String(fullName)}: ${String(problem)}`),
    failures
  }
}
