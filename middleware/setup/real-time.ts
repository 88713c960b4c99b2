import { dropRealTime, realTimeRows, saveRealTime, type RealTimeRow } from '../database/real-time.ts'
import type { SetupStep } from '../database/setup.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { deploy, type Deployed } from '../salesforce/metadata-deploy.ts'
import { fullName, realTimePackage, removalPackage, type SyncUser } from '../salesforce/real-time-package.ts'
import { activateVersion, deleteVersion, flowStates, type FlowState } from '../salesforce/tooling.ts'
import type { Admin } from './admin.ts'
import { SetupError, type Setup } from './setup.ts'
import { syncUser } from './sync-user.ts'
import { wantedObjects, type Wanted } from './wanted.ts'

type Held = Pick<RealTimeRow, 'connectionId' | 'object' | 'message' | 'flow'>

/** Has the org tell of every mapped object's changes, or puts that in order again. Objects that are mapped no more are taken away. */
export async function deployRealTime(setup: Setup, admin: Admin): Promise<readonly SetupStep[]> {
  const { db } = setup.engine
  const { session, orgId } = admin
  const wanted = await wantedObjects(setup, orgId)
  const known = await realTimeRows(db, orgId)
  if (wanted.length === 0 && known.length > 0) return removed(setup, admin, known)
  if (wanted.length === 0)
    throw new SetupError('No object is mapped toward another system yet.', 'Connect a system and save its mapping first.') // prettier-ignore
  const user = await syncUser(setup, orgId, session)
  const added = wanted.filter((one) => !known.some((row) => isSame(one, row)))
  // Known before it is there: whatever becomes of this process, it can be removed.
  await saveRealTime(db, orgId, added.map((one) => ({ ...one, ...begun }))) // prettier-ignore
  const done = await deployed(admin, wanted, user)
  if (!done.ok) {
    await dropRealTime(db, orgId, added)
    throw refusedDeployment(done)
  }
  const states = await flowStates(session, wanted.map((one) => one.flow)) // prettier-ignore
  const steps: SetupStep[] = []
  for (const one of wanted) {
    const { state, said } = await activated(admin, states.find((each) => each.name === one.flow)) // prettier-ignore
    await saveRealTime(db, orgId, [{ ...one, state, said }])
    steps.push({ name: 'messages', label: one.label, ok: state === 'active', said })
  }
  const stale = (await realTimeRows(db, orgId)).filter((row) => !wanted.some((one) => isSame(one, row)))
  return stale.length === 0 ? steps : [...steps, ...(await removed(setup, admin, stale))]
}

const begun = { state: 'broken', said: 'A deployment was begun, and its end was not seen. Repair real time.' } as const // prettier-ignore
const isSame = (a: Held, b: Held) => a.connectionId === b.connectionId && a.object === b.object

/** Production may refuse active flows, by its preference or for want of tests: then they are deployed as drafts. */
async function deployed({ session }: Admin, wanted: readonly Wanted[], user: SyncUser): Promise<Deployed> {
  const active = await deploy(session, realTimePackage(wanted, user, 'Active'))
  if (active.ok || !active.problems.every((one) => one.type === 'Flow')) return active
  const draft = await deploy(session, realTimePackage(wanted, user, 'Draft'))
  return draft.ok ? draft : active
}

function refusedDeployment({ problems }: Deployed): SetupError {
  const told = problems.slice(0, 5).map(({ name, problem }) => `${name === '' ? '' : `${name}: `}${problem}`)
  return new SetupError(
    `Salesforce refused the deployment, and nothing of it stayed: ${told.join(' · ')}`,
    'Correct that in Setup and repair real time; or deploy the zip by hand.'
  )
}

/** Makes the newest version the active one, and removes the others: each deployment adds one. */
async function activated(
  { session, instanceUrl }: Admin,
  flow: FlowState | undefined
): Promise<{ readonly state: RealTimeRow['state']; readonly said: string }> {
  const newest = flow?.versions.at(-1)
  if (flow === undefined || newest === undefined) return { state: 'broken', said: 'The org does not show the flow that was deployed.' } // prettier-ignore
  if (flow.activeId !== newest.id) {
    try {
      await activateVersion(session, flow.id, newest.number)
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error
      const link = `${instanceUrl}/builder_platform_interaction/flowBuilder.app?flowId=${newest.id}`
      return { state: 'deployed', said: `The org leaves it to a person to activate it: open ${link} and press Activate. (${error.message})` } // prettier-ignore
    }
  }
  for (const { id } of flow.versions.slice(0, -1)) await deleteVersion(session, id).catch(onlySalesforce)
  return { state: 'active', said: 'Sends a message on every change.' }
}

/** An old version that stays does no harm. */
function onlySalesforce(error: unknown): void {
  if (!(error instanceof SalesforceError)) throw error
}

/** Takes every message and flow of ours away. */
export async function removeRealTime(setup: Setup, admin: Admin): Promise<readonly SetupStep[]> {
  const rows = await realTimeRows(setup.engine.db, admin.orgId)
  if (rows.length === 0) return [{ name: 'messages', label: 'Messages and flows', ok: true, said: 'There were none.' }] // prettier-ignore
  return removed(setup, admin, rows)
}

/** No version of a flow may be left that names a message, and no active one can be deleted: so in this order. */
async function removed(setup: Setup, { session, orgId }: Admin, rows: readonly Held[]): Promise<SetupStep[]> {
  const steps: SetupStep[] = []
  const free: Held[] = []
  const states = await flowStates(session, rows.map((row) => row.flow)) // prettier-ignore
  for (const row of rows) {
    const label = `Flow ${row.flow}`
    try {
      const flow = states.find((one) => one.name === row.flow)
      if (flow !== undefined) await removeFlow({ session }, flow)
      free.push(row)
      steps.push({ name: 'messages', label, ok: true, said: flow === undefined ? 'It was gone already.' : 'Switched off, and every version deleted.' }) // prettier-ignore
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error
      steps.push({ name: 'messages', label, ok: false, said: `It stays, and its message with it: ${error.message}` }) // prettier-ignore
    }
  }
  if (free.length === 0) return steps
  const done = await deploy(session, removalPackage(free.map(fullName)))
  if (done.ok) await dropRealTime(setup.engine.db, orgId, free)
  const why = done.problems.map((one) => one.problem).join(' · ')
  return [...steps, { name: 'messages', label: 'Outbound messages', ok: done.ok, said: done.ok ? 'Deleted.' : `Salesforce keeps them: ${why}` }] // prettier-ignore
}

async function removeFlow({ session }: Pick<Admin, 'session'>, flow: FlowState): Promise<void> {
  if (flow.activeId !== null) await activateVersion(session, flow.id, 0)
  for (const { id } of flow.versions) await deleteVersion(session, id)
}
