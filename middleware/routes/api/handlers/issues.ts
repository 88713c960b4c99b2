import {
  acceptSide,
  countKinds,
  ignoreIssues,
  issueStates,
  linkable,
  linkCandidate,
  listIssues,
  retryIssues,
  type IssueFilter,
  type OpenIssue
} from '../../../database/issues.ts'
import { lanes } from '../../../sync/lanes.ts'
import type { Handlers } from '../call.ts'
import type { Answer } from '../contract/index.ts'
import type { Desk } from '../desk.ts'
import { notFound, ProblemError } from '../problem.ts'

type IssueHandlers = Pick<
  Handlers,
  | 'listIssues'
  | 'listIssueKinds'
  | 'retryIssues'
  | 'ignoreIssues'
  | 'retryIssue'
  | 'ignoreIssue'
  | 'acceptIssue'
  | 'linkIssue'
>

export function issueHandlers({ engine, wake }: Desk): IssueHandlers {
  const { db } = engine
  const found = async (orgId: number, issueId: number): Promise<OpenIssue> => {
    for (const state of [issueStates.open, issueStates.ignored]) {
      const [known] = await listIssues(db, orgId, { issueId, state }, { limit: 1 })
      if (known !== undefined) return known
    }
    throw notFound('open issue')
  }
  const press = (orgId: number, connectionId: number) => wake({ orgId, connectionId, lane: lanes.pressed })
  /** Of a kind in one connection or in all: whoever has work is woken. */
  const pressAll = async (orgId: number, filter: IssueFilter) => {
    for (const { connectionId } of await listIssues(db, orgId, filter, { limit: 1 }))
      press(orgId, connectionId)
  }
  return {
    async listIssues({ orgId, query }) {
      const filter = { ...filterOf(query), state: issueStates[query.state] }
      const after = query.after === undefined ? 0 : Number(query.after)
      if (!Number.isSafeInteger(after))
        throw new ProblemError(422, 'page', 'That is not the beginning of a page.', { field: 'after' })
      const issues = await listIssues(db, orgId, filter, { limit: query.limit + 1, after })
      const shown = issues.slice(0, query.limit)
      const next = issues.length > query.limit ? String(shown.at(-1)?.issueId) : null
      return { body: { items: shown.map(issueShown), next } }
    },
    async listIssueKinds({ orgId, query }) {
      const kinds = await countKinds(db, orgId, query.connection ?? null)
      return { body: { kinds: kinds.map((one) => ({ ...one, line: one.line === '' ? null : one.line })) } }
    },
    async retryIssues({ orgId, body, caller }) {
      const filter = filterOf(body)
      await pressAll(orgId, filter)
      return { body: lookedAgain(await retryIssues(db, orgId, filter, caller.actor)) }
    },
    async ignoreIssues({ orgId, body, caller }) {
      return { body: ignored(await ignoreIssues(db, orgId, filterOf(body), caller.actor)) }
    },
    async retryIssue({ orgId, params, caller }) {
      const issue = await found(orgId, params.issue)
      const records = await retryIssues(db, orgId, { issueId: issue.issueId }, caller.actor)
      press(orgId, issue.connectionId)
      return { body: lookedAgain(records) }
    },
    async ignoreIssue({ orgId, params, caller }) {
      const { issueId } = await found(orgId, params.issue)
      return { body: ignored(await ignoreIssues(db, orgId, { issueId }, caller.actor)) }
    },
    async acceptIssue({ orgId, params, body, caller }) {
      const issue = await found(orgId, params.issue)
      await acceptSide(db, orgId, issue.issueId, body.side, caller.actor)
      press(orgId, issue.connectionId)
      const said =
        'That value goes to the other side within seconds, unless one of the two has changed meanwhile.'
      return { body: { records: 1, said } }
    },
    async linkIssue({ orgId, params, body, caller }) {
      const issue = await found(orgId, params.issue)
      await linkCandidate(db, orgId, issue.issueId, body.candidate, caller.actor)
      press(orgId, issue.connectionId)
      return { body: { records: 1, said: 'Linked. The two are brought in step within seconds.' } }
    }
  }
}

function filterOf(given: {
  readonly connection?: number | undefined
  readonly code?: string | undefined
  readonly line?: string | undefined
}): IssueFilter {
  const { connection, code, line } = given
  return {
    ...(connection !== undefined && { connectionId: connection }),
    ...(code !== undefined && { code }),
    ...(line !== undefined && { line })
  }
}

const lookedAgain = (records: number) => ({
  records,
  said: `${records} ${records === 1 ? 'record is' : 'records are'} looked at again within seconds.`
})
const ignored = (records: number) => ({
  records,
  said: `${records} ${records === 1 ? 'issue is' : 'issues are'} not shown again unless they say something else.`
})

export const issueShown = (one: OpenIssue): Answer<'listIssues'>['items'][number] => ({
  issue: one.issueId,
  connection: one.connectionId,
  object: one.sfObject,
  externalObject: one.extObject,
  salesforceId: one.sfId,
  externalId: one.extId,
  line: one.line === '' ? null : one.line,
  code: one.code,
  message: one.message,
  candidates: linkable(one).map((each) => ({ ...each })),
  choices: one.choices,
  seen: one.seen,
  firstAt: one.firstAt.toISOString(),
  lastAt: one.lastAt.toISOString(),
  actions: [
    'retry',
    'ignore',
    ...(one.choices === null ? [] : (['accept'] as const)),
    ...(linkable(one).length === 0 ? [] : (['link'] as const)),
    ...(one.sfId === null || one.extId === null ? [] : (['unlink'] as const)),
    ...(one.code === 'blocked' ? (['unblock'] as const) : [])
  ]
})
