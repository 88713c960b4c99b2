import type { StoredOperation } from '../database/plan-operations.ts'
import type { StoredPlan } from '../database/plans.ts'
import { parentAwaited, type PlanKind } from '../sync/plan-rows.ts'

const number = new Intl.NumberFormat()
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' })

const words: Readonly<Record<PlanKind, string>> = {
  create: 'will be created',
  update: 'will be updated',
  delete: 'will be deleted',
  link: 'will be linked',
  unlink: 'will be unlinked',
  skip: 'are left alone',
  wait: 'wait for their parent',
  held: 'need a person'
}

const states: Readonly<Record<string, string>> = {
  running: 'is being made',
  planned: 'waits for approval',
  stopped: 'was stopped by a guard rail and waits for approval',
  approved: 'is approved and begins within seconds',
  applying: 'is being carried out',
  done: 'is carried out',
  failed: 'failed',
  expired: 'has expired',
  cancelled: 'was cancelled'
}

/** A plan in plain words: what it will do, what not and why, what it costs, and what to do next. */
export function planText(plan: StoredPlan, label: string): string {
  const lines = [`Plan ${plan.runId}, ${plan.pair}: ${states[plan.state] ?? plan.state}`]
  if (plan.follows !== null) lines.push(`  Of what changed after plan ${plan.follows} was made.`)
  if (plan.undoes !== null) lines.push(`  Takes back run ${plan.undoes}.`)
  if (plan.error !== null) lines.push(`  ${plan.error}`)
  if (plan.state === 'running')
    lines.push(
      `  ${number.format(plan.seen)} records read${plan.total === null ? '' : `, Salesforce has ${number.format(plan.total)}`}`
    )
  for (const [kind, said] of Object.entries(words)) {
    const counts = Object.entries(plan.planned).filter(([name]) => name.startsWith(`${kind}/`))
    const sum = counts.reduce((total, [, n]) => total + n, 0)
    if (sum === 0) continue
    lines.push(`  ${number.format(sum).padStart(9)} ${said}`)
    for (const [name, n] of counts) {
      const [, bucket = '', code = ''] = name.split('/')
      if (code !== '' || bucket === 'unchanged')
        lines.push(`            ${number.format(n)}: ${code === '' ? 'in step already' : code}`)
    }
  }
  if (plan.calls !== null)
    lines.push(
      `  Expected calls: Salesforce ${number.format(plan.calls.salesforce)}, ${label} ${number.format(plan.calls.external)}`
    )
  for (const { message } of plan.guard ?? []) lines.push(`  Stopped: ${message}`)
  if (plan.state === 'applying' || plan.state === 'done')
    lines.push(`  So far: ${Object.entries(plan.counters).map(([bucket, n]) => `${number.format(n)} ${bucket}`).join(', ') || 'nothing'}`) // prettier-ignore
  if ((plan.state === 'planned' || plan.state === 'stopped') && plan.hash !== null) {
    const accept = plan.guard?.length ? ` --accept-guard ${plan.guard.map(({ code }) => code).join(',')}` : ''
    lines.push(`  Nothing is written before: bothways approve ${plan.runId} --hash ${plan.hash}${accept}`)
    if (plan.expiresAt !== null) lines.push(`  It can be approved until ${time.format(plan.expiresAt)}.`)
  }
  return lines.join('\n')
}

/** An operation, its values and what is to be known of it. */
export function operationText(one: StoredOperation, label: string): string {
  const place =
    one.sides === 'both' ? `Salesforce and ${label}` : one.sides === 'external' ? label : 'Salesforce'
  const ids = [one.sfId, one.extId].filter((id) => id !== null).join(' ↔ ')
  const head = `${one.seq}  ${one.kind}${one.sides === 'none' ? '' : ` in ${place}`}  ${ids}${one.code === null ? '' : `  (${one.code})`}${one.state === null ? '' : `  ${one.state}`}`
  const lines = (one.lines ?? []).map(
    ({ line, side, value_from: from, value_to: to }) =>
      `     ${line} in ${side === 'external' ? label : 'Salesforce'}: ${quoted(from)} → ${quoted(to)}`
  )
  return [head, ...lines, ...(one.issues ?? []).map(({ message }) => `     ${message}`)].join('\n')
}

function quoted(value: string | null): string {
  const parent = parentAwaited(value)
  if (parent !== null) return `the partner of ${parent}, which is made first`
  return value === null ? 'blank' : `"${value}"`
}
