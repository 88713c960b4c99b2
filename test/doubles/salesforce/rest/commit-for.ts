import type { ApiCall } from '../http/call.ts'
import { commit } from '../org-state.ts'
import type { Writer } from '../records/write.ts'

/** Runs writes as the call's user; `Sforce-Duplicate-Rule-Header: allowSave=true` saves in spite of an alert [V]. */
export function commitFor<T>({ org, session, headers }: ApiCall, work: (writer: Writer) => T): T {
  const header = headers['sforce-duplicate-rule-header']
  const allowDuplicates = /\ballowSave\s*=\s*true\b/i.test(String(header ?? ''))
  return commit(org, session.userId, (writer) => work({ ...writer, allowDuplicates }))
}
