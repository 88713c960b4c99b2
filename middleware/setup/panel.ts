import { z } from 'zod'
import { ConnectorError, type Connector } from '../connectors/connector.ts'
import { connectorNamed } from '../connectors/index.ts'
import { loadConnection } from '../database/connections.ts'
import { linkedRecords } from '../database/panel.ts'
import { signed, verified } from '../secrets/signed.ts'
import { openConnection } from '../sync/connection.ts'
import type { Setup } from './setup.ts'
import { connectionsOf } from './wanted.ts'

/** How long an address of a panel is good: the page around it has just asked for it. */
const PANEL_MS = 5 * 60_000
const PURPOSE = 'panel address'

const shown = z.object({ orgId: z.int(), connectionId: z.int(), record: z.string(), user: z.string() })
/** One record of one org, for one user. */
export type Shown = z.infer<typeof shown>

export interface PanelAddress {
  readonly url: string | null
  readonly title: string
  readonly said: string
  readonly expiresAt: string | null
}
/** The vendor's page, or why there is none. */
export type VendorPage =
  | { readonly title: string; readonly url: string }
  | { readonly title: string; readonly url: null; readonly said: string }

/** The address of a panel; no address where there is nothing to show, and the reason. `connectionId` where the org has several that show pages. */
export async function openPanel(
  setup: Setup,
  { orgId, record, user }: Omit<Shown, 'connectionId'>,
  connectionId: number | undefined
): Promise<PanelAddress> {
  const { engine } = setup
  const all = (await connectionsOf(setup, orgId)).filter((one) => hasPanel(engine.connectors, one.connector))
  const links = await linkedRecords(engine.db, orgId, record)
  const among = connectionId === undefined ? all : all.filter((one) => one.connectionId === connectionId)
  const chosen = among.find((one) => links.some((link) => link.connectionId === one.connectionId)) ?? among[0]
  if (chosen === undefined)
    return { url: null, title: 'Panel', said: 'No connected system shows a page on records.', expiresAt: null }
  const one: Shown = { orgId, connectionId: chosen.connectionId, record, user }
  const page = await vendorPage(setup, one)
  if (page.url === null) return { url: null, title: page.title, said: page.said, expiresAt: null }
  const until = new Date(engine.now().getTime() + PANEL_MS)
  const url = `${setup.address()}/panel/${signed(engine.sealer, PURPOSE, one, until)}`
  return { url, title: page.title, said: '', expiresAt: until.toISOString() }
} // prettier-ignore

/** Null for an address that is altered or over. */
export const readPanel = ({ engine }: Setup, token: string): Shown | null =>
  verified(engine.sealer, PURPOSE, token, engine.now(), shown)

/** What the vendor shows of a record, asked anew each time: links and settings change. */
export async function vendorPage(setup: Setup, { orgId, connectionId, record }: Shown): Promise<VendorPage> {
  const { engine } = setup
  const stored = await loadConnection(engine.db, orgId, connectionId)
  const none = (title: string, said: string) => ({ title, url: null, said })
  if (stored === null) return none('Panel', 'The connection was deleted.')
  const { connector, settings } = openConnection(stored, engine.sealer, engine)
  const title = stored.name
  if (connector.panel === undefined) return none(title, `${connector.label} shows no page on records.`)
  const links = await linkedRecords(engine.db, orgId, record)
  const link = links.find((one) => one.connectionId === connectionId)
  if (link === undefined)
    return none(title, `This record is not linked with one of ${connector.label}. Where the mapping covers it, it is linked when it is first synchronized.`)
  try {
    const panel = connector.panel(settings, link.extId)
    if ('missing' in panel) return none(title, panel.missing)
    return isPage(panel.url, engine.development)
      ? { title: panel.title, url: panel.url }
      : none(title, `The address of ${connector.label} is not an https:// address.`)
  } catch (error) {
    if (error instanceof ConnectorError) return none(title, error.message)
    throw error
  }
} // prettier-ignore

const hasPanel = (known: readonly Connector[], name: string): boolean =>
  connectorNamed(known, name)?.panel !== undefined

function isPage(address: string, development: boolean): boolean {
  const protocol = URL.parse(address)?.protocol
  return protocol === 'https:' || (development && protocol === 'http:')
}
