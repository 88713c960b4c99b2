import { createPublicKey } from 'node:crypto'
import type { Entry } from '../messages/queue.ts'
import { flowGraph } from '../metadata/flow/flow-graph.ts'
import type { FlowVersion } from '../metadata/flow/flow-record.ts'
import type { OrgState } from '../org-state.ts'
import type { SavedComponent, SavedEntry, SavedFlow, SavedVersion, Tail } from './saved.ts'

/** Everything an org keeps besides its schema and records, at this moment. */
export function tailOf(org: OrgState, adminToken: string): Tail {
  const { clientId, clientSecret, privateKey, callbackUrls } = org.app
  const { catalogue, deployments } = org.metadata
  return {
    clockOffsetMs: org.clock.offset,
    counters: [...org.ids.counters],
    people: [...org.people.all],
    app: { clientId, clientSecret, privateKey },
    callbackUrls: [...callbackUrls],
    sessions: [...org.sessions.all].map((session) => ({
      ...session,
      expiresAt: session.expiresAt === Infinity ? null : session.expiresAt
    })),
    refreshTokens: org.grants.refreshTokens.map(([token, grant]) => ({
      ...grant,
      token,
      accessTokens: [...grant.accessTokens]
    })),
    adminToken,
    switches: org.switches,
    hidden: [...org.database.hidden],
    messages: org.outbox.messages,
    waiting: [...org.outbox.queue.entries].map(savedEntry),
    failed: org.outbox.queue.failed.map(savedEntry),
    components: catalogue.all.map((held): SavedComponent => {
      const files = [...held.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')])
      return { ...held, files: Object.fromEntries(files) as Record<string, string> } // pairs of texts
    }),
    flows: catalogue.flows.map((flow) => ({ ...flow, versions: flow.versions.map(withoutGraph) })),
    deployments: deployments.ended.map((job) => ({ ...job, zip: undefined })),
    credentials: org.credentials.all,
    grants: org.access.grants,
    validationRules: org.rules.validation.all,
    duplicateRules: org.rules.duplicates.all,
    purged: org.rules.deletions.all,
    deleteLogSince: org.rules.deletions.since,
    reports: org.reports.all
  }
}

function withoutGraph({ id, number, status, xml, createdAt, createdBy }: FlowVersion): SavedVersion {
  return { id, number, status, xml, createdAt, createdBy }
}

const savedEntry = ({ message, ...entry }: Entry): SavedEntry => ({ ...entry, actionId: message.actionId })

/** Gives a fresh org, whose schema and records are there already, all the rest. */
export function putTail(org: OrgState, tail: Tail): void {
  org.clock.advance(tail.clockOffsetMs)
  for (const [prefix, count] of tail.counters) org.ids.counters.set(prefix, count)
  putLogins(org, tail)
  Object.assign(org.switches, tail.switches)
  for (const id of tail.hidden) org.database.hidden.add(id)
  for (const set of tail.grants) org.access.restore(set)
  org.credentials.restore(tail.credentials)
  putMetadata(org, tail)
  putMessages(org, tail)
  for (const rule of tail.validationRules) {
    org.rules.validation.define(org.database.tableNamed(rule.object).schema, rule)
  }
  for (const rule of tail.duplicateRules) org.rules.duplicates.define(rule)
  org.rules.deletions.restore(tail.purged)
  org.rules.deletions.since = tail.deleteLogSince
  for (const report of tail.reports) org.reports.restore(report)
}

function putLogins(org: OrgState, tail: Tail): void {
  for (const person of tail.people) org.people.restore(person)
  Object.assign(org.app, tail.app, { publicKey: createPublicKey(tail.app.privateKey) })
  for (const url of tail.callbackUrls) org.app.callbackUrls.add(url)
  for (const session of tail.sessions) {
    org.sessions.restore({ ...session, expiresAt: session.expiresAt ?? Infinity })
  }
  for (const { token, accessTokens, ...grant } of tail.refreshTokens) {
    org.grants.restore(token, { ...grant, accessTokens: new Set(accessTokens) })
  }
}

function putMetadata({ metadata }: OrgState, { components, flows, deployments }: Tail): void {
  for (const { files, ...component } of components) {
    const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text, 'base64')] as const)
    metadata.catalogue.set(component.type, component.fullName, { ...component, files: new Map(bytes) })
  }
  for (const flow of flows) metadata.catalogue.setFlow(flow.name, flowOf(flow))
  for (const job of deployments) metadata.deployments.restore(job)
}

const flowOf = (flow: SavedFlow) => ({
  ...flow,
  versions: flow.versions.map((version) => ({ ...version, graph: flowGraph(version.xml) }))
})

function putMessages({ outbox }: OrgState, tail: Tail): void {
  const messages = new Map(tail.messages.map((saved) => [saved.actionId, outbox.define(saved)]))
  const entryOf = ({ actionId, ...entry }: SavedEntry): Entry[] => {
    const message = messages.get(actionId)
    // An attempt that was under way may have arrived; it is made again, as after any crash of a sender.
    return message ? [{ ...entry, message, sending: false }] : []
  }
  for (const entry of tail.waiting.flatMap(entryOf)) outbox.queue.restore(entry)
  outbox.queue.failed.push(...tail.failed.flatMap(entryOf))
}
