import type { SaxesTagNS } from 'saxes'
import { toId18 } from './ids.ts'
import { refuse } from './notification-error.ts'
import { readXml, type XmlReader } from './strict-xml.ts'

export { NotificationError } from './notification-error.ts'

/** One HTTP body of an outbound message: one org, one message definition, 1 to 100 notifications in any order. */
export interface Envelope {
  readonly organizationId: string
  /** The outbound message's definition (`04k…`). */
  readonly actionId: string
  /** Each id once, as it came first. */
  readonly notifications: readonly Notification[]
}

/**
 * A hint that a record may have changed. The fields that came along are not kept: messages arrive late, repeated and
 * out of order, so the record is read again before anything is written.
 */
export interface Notification {
  /** Stays the same when Salesforce sends it again (`04l…`): the key that recognises repeats. */
  readonly id: string
  /** API name with the namespace it has in the org (`Contact`, `ns__Order__c`); empty if no record came along. */
  readonly object: string
  /** `null` without a usable id, as for a record that was deleted before the message went out: it is sent without data. */
  readonly recordId: string | null
}

export const mostNotifications = 100

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const outbound = 'http://soap.sforce.com/2005/09/outbound'
const sobject = 'urn:sobject.enterprise.soap.sforce.com'
const instance = 'http://www.w3.org/2001/XMLSchema-instance'
const objectName = /^[A-Za-z]\w{0,79}$/
const idShape = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/

interface Place {
  readonly uri: string
  readonly local: string
  /** What is looked for in it. Beside that Salesforce may add anything, unless the place is `strict`. */
  readonly inside: readonly Place[]
  readonly strict: boolean
}
const place = (uri: string, local: string, inside: readonly Place[] = [], strict = false): Place => ({ uri, local, inside, strict }) // prettier-ignore
const text = (uri: string, local: string) => place(uri, local, [], true)

const recordId = text(sobject, 'Id')
const record = place(outbound, 'sObject', [recordId])
const id = text(outbound, 'Id')
const notification = place(outbound, 'Notification', [id, record])
const organization = text(outbound, 'OrganizationId')
const action = text(outbound, 'ActionId')
const list = place(outbound, 'notifications', [organization, action, notification])
const body = place(soap, 'Body', [list], true)
const header = place(soap, 'Header')
const document = place('', '', [place(soap, 'Envelope', [header, body], true)], true)
const other = place('', '')
const texts: ReadonlySet<Place> = new Set([organization, action, id, recordId])

/** Reads the body of an outbound message. Throws `NotificationError`; knows nothing of who sent it. */
export function readNotifications(xml: Buffer): Envelope {
  const reader = envelopeReader()
  readXml(xml, reader)
  return reader.envelope()
}

function envelopeReader(): XmlReader & { envelope(): Envelope } {
  const path: Place[] = [document]
  const once = new Set<Place>()
  const notifications = new Map<string, Notification>()
  let organizationId = ''
  let actionId = ''
  let count = 0
  // The notification being read. Three variables and not an object made anew for each: this runs for every message.
  let currentId = ''
  let object = ''
  let currentRecord: string | null = null

  return {
    open(tag, resolve) {
      const here = placeOf(path.at(-1) ?? other, tag)
      path.push(here)
      if (here === other) return false
      if (here === notification) {
        if (++count > mostNotifications) {
          refuse('too-many', `The body has more than ${mostNotifications} notifications.`)
        }
        currentId = ''
        object = ''
        currentRecord = null
        once.delete(id)
        once.delete(record)
        once.delete(recordId)
      } else {
        if (once.has(here)) refuse('wrong-shape', `The element ${here.local} stands twice in one place.`)
        once.add(here)
      }
      if (here === record) object = objectOf(tag, resolve)
      return texts.has(here)
    },

    close(content) {
      const here = path.pop()
      if (here === other) return
      if (here === organization) organizationId = keyOf(content)
      else if (here === action) actionId = keyOf(content)
      else if (here === id) currentId = keyOf(content)
      else if (here === recordId) currentRecord = toId18(content.trim())
      else if (here === notification) {
        if (currentId === '') refuse('wrong-shape', 'A Notification has no Id.')
        if (object === '' && currentRecord !== null) {
          refuse('wrong-shape', 'The sObject of a Notification does not say its type.')
        }
        if (!notifications.has(currentId)) {
          notifications.set(currentId, { id: currentId, object, recordId: currentRecord })
        }
      }
    },

    envelope() {
      if (!once.has(list)) refuse('wrong-shape', 'The body has no notifications element.')
      if (organizationId === '') refuse('wrong-shape', 'The body has no OrganizationId.')
      if (actionId === '') refuse('wrong-shape', 'The body has no ActionId.')
      if (count === 0) refuse('wrong-shape', 'The body has no Notification.')
      return { organizationId, actionId, notifications: [...notifications.values()] }
    }
  }
}

function placeOf(parent: Place, { local, uri }: SaxesTagNS): Place {
  for (const child of parent.inside) if (child.local === local && child.uri === uri) return child
  if (parent.strict) {
    refuse('wrong-shape', `The element ${local.slice(0, 80)} does not belong where it stands.`)
  }
  return other
}

function objectOf({ attributes }: SaxesTagNS, resolve: (prefix: string) => string | undefined): string {
  // As Salesforce writes it; any other prefix takes the longer way.
  const usual = attributes['xsi:type']
  if (usual?.uri === instance) return nameOf(usual.value.trim(), resolve)
  for (const name in attributes) {
    const attribute = attributes[name]
    if (attribute?.local === 'type' && attribute.uri === instance)
      return nameOf(attribute.value.trim(), resolve)
  }
  return ''
}

function nameOf(type: string, resolve: (prefix: string) => string | undefined): string {
  const colon = type.indexOf(':')
  const name = type.slice(colon + 1)
  if (!objectName.test(name) || resolve(type.slice(0, Math.max(colon, 0))) !== sobject) {
    refuse('wrong-shape', 'The type of an sObject is not the name of an object.')
  }
  return name
}

/**
 * These are only keys, so a suffix that does not fit is no reason to turn away the ninety-nine neighbours for a day:
 * the id then counts as it was sent. Otherwise it takes its 18-character form, so that both forms are one.
 */
function keyOf(content: string): string {
  const key = content.trim()
  const id = toId18(key) ?? (idShape.test(key) ? key : null)
  return id ?? refuse('wrong-shape', 'An OrganizationId, ActionId or Id is not a Salesforce id.')
}
