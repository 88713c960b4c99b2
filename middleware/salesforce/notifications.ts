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

// prettier-ignore
type Place =
  | 'document' | 'envelope' | 'body' | 'notifications' | 'notification' | 'record'
  | 'organizationId' | 'actionId' | 'id' | 'recordId' | 'other'

const known = (uri: string, places: Readonly<Record<string, Place>>) =>
  new Map(Object.entries(places).map(([local, place]) => [local, { uri, place }]))

/** What is looked for where. Salesforce may add elements beside it, so others are passed over below `notifications`. */
const outline = new Map<Place, ReturnType<typeof known>>([
  ['document', known(soap, { Envelope: 'envelope' })],
  ['envelope', known(soap, { Header: 'other', Body: 'body' })],
  ['body', known(outbound, { notifications: 'notifications' })],
  [
    'notifications',
    known(outbound, { OrganizationId: 'organizationId', ActionId: 'actionId', Notification: 'notification' })
  ],
  ['notification', known(outbound, { Id: 'id', sObject: 'record' })],
  ['record', known(sobject, { Id: 'recordId' })]
])
const exact: ReadonlySet<Place> = new Set<Place>(['document', 'envelope', 'body'])
const texts: ReadonlySet<Place> = new Set<Place>(['organizationId', 'actionId', 'id', 'recordId'])

/** Reads the body of an outbound message. Throws `NotificationError`; knows nothing of who sent it. */
export function readNotifications(body: Buffer): Envelope {
  const reader = envelopeReader()
  readXml(body, reader)
  return reader.envelope()
}

function envelopeReader(): XmlReader & { envelope(): Envelope } {
  const path: Place[] = ['document']
  const once = new Set<Place>()
  const notifications = new Map<string, Notification>()
  const ids = { organizationId: '', actionId: '' }
  let count = 0
  let current = nothing

  return {
    open(tag, resolve) {
      const place = placeOf(path.at(-1) ?? 'other', tag)
      path.push(place)
      if (place === 'notification') {
        if (++count > mostNotifications) {
          refuse('too-many', `The body has more than ${mostNotifications} notifications.`)
        }
        current = nothing
        for (const inside of ['id', 'record', 'recordId'] as const) once.delete(inside)
      } else if (place !== 'other') {
        if (once.has(place)) refuse('wrong-shape', `The element ${tag.local} stands twice in one place.`)
        once.add(place)
      }
      if (place === 'record') current = { ...current, object: objectOf(tag, resolve) }
      return texts.has(place)
    },

    close(text) {
      const place = path.pop()
      if (place === 'organizationId' || place === 'actionId') ids[place] = keyOf(text)
      else if (place === 'id') current = { ...current, id: keyOf(text) }
      else if (place === 'recordId') current = { ...current, recordId: toId18(text.trim()) }
      else if (place === 'notification') {
        if (current.id === '') refuse('wrong-shape', 'A Notification has no Id.')
        if (current.object === '' && current.recordId !== null) {
          refuse('wrong-shape', 'The sObject of a Notification does not say its type.')
        }
        if (!notifications.has(current.id)) notifications.set(current.id, current)
      }
    },

    envelope() {
      if (!once.has('notifications')) refuse('wrong-shape', 'The body has no notifications element.')
      if (ids.organizationId === '') refuse('wrong-shape', 'The body has no OrganizationId.')
      if (ids.actionId === '') refuse('wrong-shape', 'The body has no ActionId.')
      if (count === 0) refuse('wrong-shape', 'The body has no Notification.')
      return { ...ids, notifications: [...notifications.values()] }
    }
  }
}

const nothing: Notification = { id: '', object: '', recordId: null }

function placeOf(parent: Place, tag: SaxesTagNS): Place {
  const child = outline.get(parent)?.get(tag.local)
  if (child?.uri === tag.uri) return child.place
  if (exact.has(parent) || texts.has(parent)) {
    refuse('wrong-shape', `The element ${tag.local.slice(0, 80)} does not belong where it stands.`)
  }
  return 'other'
}

function objectOf(tag: SaxesTagNS, resolve: (prefix: string) => string | undefined): string {
  const type = Object.values(tag.attributes).find(({ uri, local }) => uri === instance && local === 'type')
  if (type === undefined) return ''
  const value = type.value.trim()
  const colon = value.indexOf(':')
  const name = value.slice(colon + 1)
  if (!objectName.test(name) || resolve(value.slice(0, Math.max(colon, 0))) !== sobject) {
    refuse('wrong-shape', 'The type of an sObject is not the name of an object.')
  }
  return name
}

/**
 * These are only keys, so a suffix that does not fit is no reason to turn away the ninety-nine neighbours for a day:
 * the id then counts as it was sent. Otherwise it takes its 18-character form, so that both forms are one.
 */
function keyOf(text: string): string {
  const id = text.trim()
  if (!idShape.test(id)) refuse('wrong-shape', 'An OrganizationId, ActionId or Id is not a Salesforce id.')
  return toId18(id) ?? id
}
