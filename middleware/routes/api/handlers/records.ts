import { listIssues } from '../../../database/issues.ts'
import { pressRecords } from '../../../database/records.ts'
import { toId18 } from '../../../salesforce/ids.ts'
import { linkStates } from '../../../sync/change.ts'
import { openConnection } from '../../../sync/connection.ts'
import { explainRecord, type RecordExplanation } from '../../../sync/explain-record.ts'
import { lanes } from '../../../sync/lanes.ts'
import {
  actOn,
  canRelink,
  canUnlink,
  placesOf,
  RecordActionError,
  type RecordAction,
  type RecordPlace
} from '../../../sync/record-actions.ts'
import type { Handlers } from '../call.ts'
import type { Answer } from '../contract/index.ts'
import type { Desk } from '../desk.ts'
import { ProblemError } from '../problem.ts'
import { issueShown } from './issues.ts'

type RecordHandlers = Pick<Handlers, 'getRecord' | 'getTimeline' | 'actOnRecord' | 'actOnRecords'>

export function recordHandlers({ engine, wake }: Desk): RecordHandlers {
  const press = (orgId: number, connectionId: number) => wake({ orgId, connectionId, lane: lanes.pressed })
  return {
    async getRecord({ orgId, params }) {
      const salesforceId = idOf(params.record)
      const places = await placesOf(engine, orgId, salesforceId)
      const issues = await listIssues(engine.db, orgId, { sfId: salesforceId }, { limit: 50 })
      return {
        body: {
          salesforceId,
          links: places.map((one) => link(engine, salesforceId, one)),
          issues: issues.map(issueShown)
        }
      }
    },
    async getTimeline({ orgId, params }) {
      const explained = await explainRecord(engine, orgId, idOf(params.record))
      return { body: { stories: explained.map(story) } }
    },
    async actOnRecord({ orgId, params, body, caller }) {
      // Ending a link for good, or leaving a record out, is more than using what there is.
      if (body.action !== 'sync' && caller.may === 'use')
        throw new ProblemError(403, 'not-allowed', 'Only somebody who manages the sync may do that.')
      const { action, connection, reason } = body
      const asked = {
        action,
        ...(connection !== undefined && { connectionId: connection }),
        ...(reason !== undefined && { reason })
      }
      const key = { orgId, sfId: idOf(params.record) }
      const places = await actOn(engine, key, asked, caller.actor).catch((error: unknown) => {
        if (error instanceof RecordActionError)
          throw new ProblemError(409, 'record-action', error.message, { cause: error })
        throw error
      })
      for (const { connectionId } of places) press(orgId, connectionId)
      return { body: { records: 1, said: said[action] } }
    },
    async actOnRecords({ orgId, body }) {
      const ids = [...new Set(body.records.map(idOf))]
      let records = 0
      // One record of each kind tells which pairs the others of its kind belong to.
      for (const alike of Object.values(Object.groupBy(ids, (id) => id.slice(0, 3)))) {
        const [first] = alike ?? []
        if (alike === undefined || first === undefined) continue
        const places = await placesOf(engine, orgId, first)
        for (const { connectionId, sfObject } of places) {
          await pressRecords(engine.db, orgId, connectionId, sfObject, alike)
          press(orgId, connectionId)
        }
        if (places.length > 0) records += alike.length
      }
      if (records === 0)
        throw new ProblemError(409, 'record-action', 'No connection keeps records of this kind in step.')
      return { body: { records, said: `${records} ${records === 1 ? 'record is' : 'records are'} looked at within seconds.` } } // prettier-ignore
    }
  }
}

const said: Readonly<Record<RecordAction, string>> = {
  sync: 'Both sides are looked at within seconds.',
  unlink: 'Unlinked. Both records stay as they are, and only a person links them again.',
  relink: 'Linked again. The two are brought in step within seconds.',
  block: 'Left alone from now on.',
  unblock: 'It takes part again.'
}

function idOf(given: string): string {
  const id = toId18(given)
  if (id === null)
    throw new ProblemError(422, 'invalid', `"${given}" is not a Salesforce id.`, { field: 'record' })
  return id
}

const stateNames: Readonly<Record<number, string>> = {
  [linkStates.live]: 'linked',
  [linkStates.goneInSalesforce]: 'gone-in-salesforce',
  [linkStates.goneOutside]: 'gone-outside',
  [linkStates.unlinked]: 'unlinked'
}

function link(
  engine: Desk['engine'],
  salesforceId: string,
  place: RecordPlace
): Answer<'getRecord'>['links'][number] {
  const { connector } = openConnection(place.connection, engine.sealer, engine)
  const state = place.blocked
    ? 'blocked'
    : place.state === null
      ? 'none'
      : (stateNames[place.state] ?? 'none')
  return {
    connection: place.connectionId,
    connectionName: place.connection.name,
    connectorLabel: connector.label,
    object: place.sfObject,
    externalObject: connector.objects[place.extObject]?.label ?? place.extObject,
    salesforceId,
    externalId: place.extId,
    state,
    lastSyncAt: place.lastAt?.toISOString() ?? null,
    openIssues: place.openIssues,
    canSync: !place.blocked && place.state !== linkStates.unlinked,
    canUnlink: canUnlink(place),
    canRelink: canRelink(place),
    hasPanel: connector.panel !== undefined
  }
}

const step = ({ at, what, runId }: RecordExplanation['life'][number]) => ({ at, what, run: runId })

const story = (one: RecordExplanation): Answer<'getTimeline'>['stories'][number] => ({
  connection: one.connectionId,
  connectionName: one.connectionName,
  life: one.life.map(step),
  lines: one.lines.map((line) => ({
    label: line.fields.external,
    salesforceField: line.fields.salesforce,
    salesforce: line.salesforce,
    external: line.external,
    because: line.because,
    steps: line.steps.map(step)
  }))
})
