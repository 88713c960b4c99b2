import { toId } from '../ids.ts'
import type { RegisteredMessage } from '../messages/definition.ts'
import type { OrgState } from '../org-state.ts'
import { rightsOf } from './rights.ts'
import type { Rights } from './rights.ts'
import type { PermissionSet } from './permission-set.ts'
import { ObjectSchema } from '../schema/object-schema.ts'
import { viewDatabase } from './view-database.ts'
import { viewSchema } from './view-schema.ts'

type Seen = Pick<OrgState, 'schema' | 'database'>
const views = new WeakMap<OrgState['access'], Map<string, { readonly key: string; readonly seen: Seen }>>()

/**
 * The org as one user sees it: with the switch `fieldSecurity` at `strict` its schema and database hide what the
 * user's permission sets do not give. Everything that acts for a user is handed this one. With a `namespace`, as a
 * client's call options name it, that package's names are understood without their prefix [V].
 */
export function seenBy(org: OrgState, userId: string, namespace = ''): OrgState {
  const open = org.switches.fieldSecurity === 'open'
  const conceals = [...org.database.whole.schema.objects].some(({ spec }) => spec.concealed === true)
  if (open && namespace === '' && !conceals) return org
  const whole = org.database.whole
  const held = views.get(org.access) ?? new Map<string, { readonly key: string; readonly seen: Seen }>()
  views.set(org.access, held)
  const { hiddenFieldWrite } = org.switches
  const key = [
    whole.schema.revision,
    org.access.revision,
    profileOf(org, userId),
    hiddenFieldWrite,
    open,
    namespace
  ].join('|')
  const before = held.get(userId)
  if (before?.key === key) return { ...org, ...before.seen }
  const schema = viewSchema(
    whole.schema,
    open ? rightsOf('System Administrator', []) : userRights(org, userId),
    hiddenFieldWrite === 'INVALID_FIELD_FOR_INSERT_UPDATE',
    namespace
  )
  const seen = { schema, database: viewDatabase(whole, schema) }
  held.set(userId, { key, seen })
  return { ...org, ...seen }
}

export const userRights = (org: OrgState, userId: string): Rights =>
  rightsOf(profileOf(org, userId), org.access.of(userId))

/** What an outbound message may tell: what the user it is sent as may read [V]. */
export function objectSeenBySender(org: OrgState, message: RegisteredMessage): ObjectSchema | undefined {
  const { integrationUser = '' } = message
  const id = toId(integrationUser) ?? org.people.find(integrationUser)?.id
  const whole = org.schema.object(message.object)
  if (!whole || id === undefined) return whole
  const seen = seenBy(org, id).schema.object(message.object)
  if (seen || !org.switches.unreadableObjectSendsId) return seen
  return new ObjectSchema({ ...whole.spec, fields: [...whole.fields].filter(({ name }) => name === 'Id') })
}

/** Defines a permission set and gives it to a user: what a deployment and an assignment do in one. */
export function grantPermissionSet(org: OrgState, userId: string, set: PermissionSet): void {
  org.access.define(set)
  org.access.assign(set.name, userId)
}

function profileOf({ database }: OrgState, userId: string): string {
  const profileId = database.whole.find(userId)?.['ProfileId']
  const profile = typeof profileId === 'string' ? database.whole.find(profileId) : undefined
  return String(profile?.['Name'] ?? '')
}

/** `Sforce-Call-Options: client=x, defaultNamespace=bothways`. */
export function defaultNamespace(header: string | string[] | undefined): string {
  return /\bdefaultNamespace\s*=\s*(\w+)/i.exec(String(header ?? ''))?.[1] ?? ''
}
