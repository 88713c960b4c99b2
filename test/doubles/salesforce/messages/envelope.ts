import type { ObjectSchema } from '../schema/object-schema.ts'
import { escapeXml, soapNamespace } from '../soap/envelope.ts'
import type { Row } from '../store/row.ts'
import { toXsd } from '../store/wire.ts'
import type { RegisteredMessage } from './definition.ts'

export interface Notification {
  /** `04l…` */
  readonly id: string
  /** The record as it is now; null when it was deleted before the message went out. */
  readonly row: Row | null
  readonly recordId: string
}

interface Sender {
  readonly orgId: string
  readonly orgUrl: string
  readonly object: ObjectSchema
  readonly deletedCarriesId: boolean
}

/** One SOAP body with up to 100 notifications of one message [V]. */
export function envelope(
  message: RegisteredMessage,
  notifications: readonly Notification[],
  sender: Sender
): string {
  const { orgId, orgUrl } = sender
  const soapUrl = (door: string) =>
    `${orgUrl}/services/Soap/${door}/${message.apiVersion}/${orgId.slice(0, 15)}`
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<soapenv:Envelope xmlns:soapenv="${soapNamespace}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ` +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n' +
    ' <soapenv:Body>\n  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">\n' +
    `   <OrganizationId>${orgId}</OrganizationId>\n` +
    `   <ActionId>${message.actionId}</ActionId>\n` +
    '   <SessionId xsi:nil="true"/>\n' +
    `   <EnterpriseUrl>${soapUrl('c')}</EnterpriseUrl>\n` +
    `   <PartnerUrl>${soapUrl('u')}</PartnerUrl>\n` +
    notifications.map((each) => notification(message, each, sender)).join('') +
    '  </notifications>\n </soapenv:Body>\n</soapenv:Envelope>'
  )
}

function notification(
  message: RegisteredMessage,
  { id, row, recordId }: Notification,
  sender: Sender
): string {
  const open = `    <sObject xsi:type="sf:${sender.object.name}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"`
  const elements = row
    ? fieldElements(message, row, sender.object)
    : sender.deletedCarriesId
      ? element('Id', recordId)
      : ''
  const body = elements ? `${open}>\n${elements}    </sObject>\n` : `${open}/>\n`
  return `   <Notification>\n    <Id>${id}</Id>\n${body}   </Notification>\n`
}

/** Id first, then by ASCII; blanks are left out, so "cleared" and "not selected" look alike [V]. */
function fieldElements({ fields }: RegisteredMessage, row: Row, object: ObjectSchema): string {
  const names = fields.flatMap((name) => object.field(name)?.name ?? []).filter((name) => name !== 'Id')
  const sorted = [...new Set(names)].sort((a, b) => (a < b ? -1 : 1))
  return ['Id', ...sorted]
    .map((name) => {
      const field = object.field(name)
      const value = row[name] ?? (field?.type === 'boolean' ? false : null)
      return field && value !== null ? element(field.name, toXsd(field, value)) : ''
    })
    .join('')
}

const element = (name: string, text: string) => `     <sf:${name}>${escapeXml(text)}</sf:${name}>\n`
