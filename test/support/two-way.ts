import { Connection } from 'jsforce'
import { sql } from 'kysely'
import type { LineSpec, PairSpec } from '../../middleware/connectors/connector.ts'
import { contacts } from './one-way.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { eventually } from './eventually.ts'
import { startWorld, type World } from './world.ts'

const twoWay = new Set(['phone', 'fax', 'address.city', 'name'])
export const line = (one: LineSpec): LineSpec =>
  twoWay.has(one.external) ? { ...one, direction: 'both' } : one

/** The connector's own pair, some lines of it both ways, and new people let in from outside. */
export const both = (
  rest: Partial<PairSpec['policy']> = {},
  edit: (one: LineSpec) => LineSpec = line
): PairSpec => ({
  ...contacts,
  lines: contacts.lines.map((one) =>
    one.external === 'email' ? { ...one, direction: 'both', blank: 'ignore' } : edit(one)
  ),
  policy: {
    ...contacts.policy,
    create: { toExternal: true, toSalesforce: true },
    update: { toExternal: true, toSalesforce: true },
    ...rest
  }
})

export const anna = {
  FirstName: 'Anna',
  LastName: 'Nowak',
  Email: 'anna.nowak@example.com',
  Phone: '+48500100200'
}

/** What is due is begun now, and not at the next sweep. */
const wakeLive = (world: World) => world.middleware().waker.wake({ orgId: 1, connectionId: 1, lane: lanes.live }) // prettier-ignore

/** When a pair that nobody chose is read. */
const never = sql<Date>`'infinity'::timestamptz`

/** Has the middleware look outside now, and waits until it has. */
export async function lookOutside(world: World): Promise<void> {
  const { db } = world.middleware().engine
  await db.withOrg(1, (tx) =>
    tx.updateTable('pairs').set({ next_read_at: new Date() }).where('next_read_at', '<>', never).execute()
  )
  wakeLive(world)
  await eventually(
    () =>
      db.withOrg(1, (tx) =>
        tx.selectFrom('pairs').select('next_read_at').where('next_read_at', '<>', never).execute()
      ),
    (pairs) => pairs.every((one) => one.next_read_at.getTime() > Date.now()),
    30
  )
  await world.settled()
}

export const admin = ({ org }: World) => new Connection({ instanceUrl: org.url, accessToken: org.accessToken, version: '62.0' }) // prettier-ignore

export const inSalesforce = async (world: World, id: string) =>
  (await world.org.control({ command: 'record', object: 'Contact', id })) as Record<string, unknown>

/** The person both sides know, linked, with nothing left to do. */
export async function startWithAnna(
  pair: PairSpec = both()
): Promise<{ readonly world: World; readonly id: string }> {
  const world = await startWorld({ pairs: [pair] })
  const id = await world.create(anna)
  await eventually(() => world.outside(id), (found) => found !== undefined) // prettier-ignore
  await world.initialSync()
  await world.settled()
  return { world, id }
}

/** Merges in Salesforce, and waits until the winner is the one that is known outside. */
export async function mergeInSalesforce(world: World, winner: string, loser: string): Promise<void> {
  await admin(world).soap.merge({
    masterRecord: { type: 'Contact', Id: winner, Email: anna.Email } as never,
    recordToMergeIds: [loser],
    additionalInformationMap: []
  })
  const { db } = world.middleware().engine
  await db.withOrg(1, (tx) => tx.updateTable('pairs').set({ next_poll_at: new Date() }).execute())
  wakeLive(world)
  await eventually(() => world.outside(winner), (found) => found !== undefined, 30) // prettier-ignore
}

/** A phone number that nobody may decide about, and the other lines as they are. */
export const askForPhone = (one: LineSpec): LineSpec =>
  one.external === 'phone' ? { ...one, direction: 'both', wins: 'ask' } : line(one)
