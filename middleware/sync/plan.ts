import type { WriteOperation } from '../connectors/connector.ts'
import {
  linkStates,
  outcomeOf,
  type Bucket,
  type Issue,
  type LineChange,
  type Outcome,
  type Resolved
} from './change.ts'
import { matchKey } from './match.ts'
import { planLines, type PlannedLines } from './plan-lines.ts'
import type { Pair } from './pair.ts'

/** A write that was decided on, with everything that recording it will need. */
export interface Operation {
  readonly resolved: Resolved
  readonly write: WriteOperation
  readonly lines: PlannedLines
  readonly changes: readonly LineChange[]
  /** The unique value of a record to be created; two creates with one key would collapse into one record. */
  readonly createKey: string | null
  /** The bucket it ends in when the write succeeds. */
  readonly bucket: Bucket
}

export interface Plan {
  readonly operations: readonly Operation[]
  /** What needs no write: skipped, held, unchanged, rejected. */
  readonly outcomes: readonly Outcome[]
}

/** Decides for every resolved change what is written outside, or why nothing is. Pure: a dry run stops after it. */
export function plan(pair: Pair, label: string, resolved: readonly Resolved[]): Plan {
  const operations: Operation[] = []
  const outcomes: Outcome[] = []
  const creating = new Map<string, string>()
  for (const one of resolved) {
    const decided = decide(pair, label, one)
    if (!('write' in decided)) {
      outcomes.push(decided)
      continue
    }
    const first = decided.createKey === null ? undefined : creating.get(decided.createKey)
    if (first !== undefined) outcomes.push(heldTwin(label, one, decided, first))
    else {
      if (decided.createKey !== null) creating.set(decided.createKey, one.change.id)
      operations.push(decided)
    }
  }
  return { operations, outcomes }
}

function decide(pair: Pair, label: string, one: Resolved): Operation | Outcome {
  if (one.held !== null) return outcomeOf(one, 'held', { code: one.held.code, issues: [one.held] })
  if (one.change.values === null) return decideAbsent(pair, one)
  if (one.link === null && one.found === null && !pair.spec.policy.create.toExternal)
    return outcomeOf(one, 'skipped', { code: 'create-not-allowed' })

  const lines = planLines(pair, label, one, one.change.values)
  if (lines.blocked !== null) {
    const { bucket, code, issues } = lines.blocked
    return outcomeOf(one, bucket, { code, issues })
  }
  const base = { salesforce: lines.salesforce, external: lines.external, state: linkStates.live }
  const fresh = one.link === null
  const values = lines.values
  if (!fresh || one.found !== null) {
    const id = one.link?.extId ?? one.found?.id ?? ''
    if (lines.changes.length === 0)
      return outcomeOf(one, fresh ? 'linked' : lines.note === null ? 'unchanged' : 'skipped', {
        ...base,
        code: lines.note,
        issues: lines.issues
      })
    const bucket = fresh ? 'linked' : 'updated'
    return {
      resolved: one,
      write: { kind: 'update', id, values },
      lines,
      changes: lines.changes,
      createKey: null,
      bucket
    }
  }
  const createKey = matchKey(values[pair.object.createKey])
  return {
    resolved: one,
    write: { kind: 'create', values },
    lines,
    changes: lines.changes,
    createKey,
    bucket: 'created'
  }
}

/** A record that Salesforce no longer shows. What happens outside is the pair's declared policy, never a guess. */
function decideAbsent(pair: Pair, one: Resolved): Operation | Outcome {
  const { change, link } = one
  if (!change.deleted) return outcomeOf(one, 'skipped', { code: 'not-visible' })
  if (link === null) return outcomeOf(one, 'skipped', { code: 'deleted-in-salesforce' })
  if (link.state === linkStates.deletedInSalesforce) return outcomeOf(one, 'unchanged')
  if (pair.spec.policy.remove.toExternal === 'never')
    return outcomeOf(one, 'skipped', { code: 'deleted-in-salesforce', state: linkStates.deletedInSalesforce })
  const none: PlannedLines = {
    values: {}, salesforce: link.salesforce, external: link.external, changes: [], issues: [], note: null, blocked: null
  } // prettier-ignore
  const write = { kind: 'delete', id: link.extId } as const
  return { resolved: one, write, lines: none, changes: [], createKey: null, bucket: 'deleted' }
}

function heldTwin(label: string, one: Resolved, decided: Operation, firstId: string): Outcome {
  const issue: Issue = {
    line: '',
    code: 'link-taken',
    message: `${label} keeps one record for "${decided.createKey ?? ''}", and Salesforce record ${firstId} is the one it belongs to. Merge the two in Salesforce, or give one another value.`,
    candidates: [{ id: firstId, label: 'Salesforce record with the same value' }]
  }
  return outcomeOf(one, 'held', { code: issue.code, issues: [issue] })
}
