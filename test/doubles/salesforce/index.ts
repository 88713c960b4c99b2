import { randomBytes } from 'node:crypto'
import { grantStandard } from './access/practice-permission-set.ts'
import type { ReportSpec } from './analytics/definition.ts'
import type { ApexHandler } from './apex/apex-code.ts'
import { defineReport } from './control/report-commands.ts'
import { addField } from './control/schema-commands.ts'
import { control } from './control/routes.ts'
import { dispatch } from './http/dispatch.ts'
import { listen, shut } from './http/listen.ts'
import { createOrgServer } from './http/server.ts'
import { showSandbox } from './login/show-sandbox.ts'
import type { MessageDefinition } from './messages/definition.ts'
import { loadSource } from './metadata/load-source.ts'
import { createState } from './org-state.ts'
import type { OrgState } from './org-state.ts'
import { readHead, restore } from './persistence/restore.ts'
import { claimFolder, dataFile, Saver } from './persistence/saver.ts'
import type { CustomField } from './schema/custom-field.ts'
import { readProbe } from './probe.ts'
import type { Probe } from './probe.ts'
import { seed } from './seed/seed.ts'
import { settlePersonAccounts } from './records/settle-person-accounts.ts'
import { withEditionLimits } from './switches.ts'
import type { Switches } from './switches.ts'
import { sharedAuthority } from './tls/authority.ts'
import { inWordings } from './uncertain.ts'

export { ApexException, ApexResponse } from './apex/apex-code.ts'
export type { ApexHandler, CustomField, MessageDefinition, ReportSpec, Switches }

export interface OrgOptions {
  /** 0, the default, takes a free port of 127.0.0.1. */
  readonly port?: number
  /** The same for https. */
  readonly tlsPort?: number
  /** 15 or 18 characters; random unless given. Record ids do not depend on it: two orgs share them. */
  readonly orgId?: string
  /** How many contacts to generate, with accounts, leads and opportunities; none unless given. */
  readonly seed?: number
  /** Custom fields by object: `{ Contact: [{ name: 'Bothways_Test__c', type: 'string', length: 40 }] }`. */
  readonly customFields?: Readonly<Record<string, readonly CustomField[]>>
  readonly outboundMessages?: readonly MessageDefinition[]
  /** A folder of metadata in source format, deployed before the org opens. */
  readonly source?: string
  /** With a namespace, `source` is what the install of that managed package leaves: prefixed, and with things dropped. */
  readonly installed?: string
  /** A JSON file of what a real org answered; corrects the defaults (see `probe.ts`), `switches` go before it. */
  readonly probe?: string
  readonly switches?: Partial<Switches>
  /** Milliseconds every call takes longer. */
  readonly latencyMs?: number
  /** Pages of 20 rows, of 50 in bulk queries, whatever the client asks for. */
  readonly smallPages?: boolean
  /** Random faults (late, unavailable, cut, row locks, expired sessions), the same ones for the same seed. */
  readonly chaos?: number
  /**
   * Where the org is kept over restarts, all of it but bulk jobs, runs of reports and writes that were still staged. A
   * crash loses the last seconds (see `Saver`). What the folder holds goes before `seed` and `source`.
   */
  readonly dataDir?: string
  /** Where the app may have authorization codes sent. */
  readonly callbackUrls?: readonly string[]
  /** How long a receiver of outbound messages may take, in milliseconds; Salesforce waits 60,000 [V]. */
  readonly messageTimeoutMs?: number
  /** PEM of authorities that outbound messages trust besides Node's roots; the org's own is not among them. */
  readonly trustedCas?: readonly string[]
  /** Apex by name: `POST /bothways/v1/things/*` for a REST resource, `Controller.method` for a component's call. */
  readonly apex?: Readonly<Record<string, ApexHandler>>
  readonly reports?: readonly ReportSpec[]
}

export interface Credentials {
  readonly jwt: { readonly clientId: string; readonly privateKey: string; readonly username: string }
  readonly clientCredentials: {
    readonly clientId: string
    readonly clientSecret: string
    readonly username: string
  }
  /** The integration user's; an admin's are in `admin`. */
  readonly soap: Login
  readonly admin: Login
}
interface Login {
  readonly username: string
  readonly password: string
  readonly securityToken: string
}

export interface Org {
  readonly url: string
  /** The same org over TLS, with a certificate that `caPem` vouches for. */
  readonly tlsUrl: string
  /** The authority made at start: PEM. */
  readonly caPem: string
  /** PEM of the certificate that outbound messages show to receivers that ask for one. */
  readonly apiClientCertificate: string
  /** 18 characters. */
  readonly orgId: string
  /** An open session of the admin; the credentials log in as the integration user. */
  readonly accessToken: string
  readonly credentials: Credentials
  /** Leaves no timer and no socket. */
  readonly close: () => Promise<void>
  /** `{command, …}`: see `GET /__control`. */
  readonly control: (command: Readonly<Record<string, unknown>>) => Promise<unknown>
  /** Plays Apex from now on; names as in the option `apex`. */
  readonly onApex: (name: string, handler: ApexHandler) => void
  /** The org's time, in milliseconds since 1970. */
  readonly now: () => number
}

/** Starts a practice org: a double of a Salesforce org that speaks Salesforce's protocols over real HTTP. */
export async function startOrg(options: OrgOptions = {}): Promise<Org> {
  const unlock = options.dataDir === undefined ? null : await claimFolder(options.dataDir)
  try {
    const probe = options.probe === undefined ? undefined : readProbe(options.probe)
    return await inWordings(probe?.wordings ?? {}, () => openOrg(options, unlock, probe))
  } catch (error) {
    await unlock?.()
    throw error
  }
}

async function openOrg(
  options: OrgOptions,
  unlock: (() => Promise<void>) | null,
  probe: Probe | undefined
): Promise<Org> {
  const wordings = probe?.wordings ?? {}
  const authority = await sharedAuthority()
  const clientCertificate = authority.client('bothways-practice.my.salesforce.com')
  const file = options.dataDir === undefined ? null : dataFile(options.dataDir)
  const saved = file === null ? null : await readHead(file)
  const state = await createState({
    orgId: saved?.orgId ?? options.orgId ?? `00DBw${randomBytes(5).toString('hex')}`,
    switches: {},
    ...(options.chaos !== undefined && { chaos: options.chaos }),
    poster: {
      timeoutMs: options.messageTimeoutMs ?? 60_000,
      trustedCas: options.trustedCas ?? [],
      clientCertificate
    }
  })
  const adminToken = saved && file !== null ? await restore(state, file) : openForever(state)
  if (!saved) grantStandard(state)
  const { switches } = state
  Object.assign(switches, withEditionLimits({ ...probe?.switches, ...switchesOf(options) }, switches))
  settlePersonAccounts(state)
  for (const [object, fields] of Object.entries(options.customFields ?? {})) {
    const held = state.schema.object(object)
    for (const field of fields) if (!held?.field(field.name)) addField(state, object, field)
  }
  if (options.source !== undefined && !saved) loadSource(state, options.source, options.installed ?? null)
  if (options.seed && !saved) seed(state, options.seed)
  for (const report of options.reports ?? []) {
    if (!state.reports.all.some(({ name }) => name === report.name)) defineReport(state, report)
  }
  for (const [name, handler] of Object.entries(options.apex ?? {})) state.apex.register(name, handler)

  showSandbox(state)
  for (const url of options.callbackUrls ?? []) state.app.callbackUrls.add(url)

  const server = createOrgServer(state, dispatch, { wordings })
  const tlsServer = createOrgServer(state, dispatch, { wordings, credential: authority.server() })
  state.url = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`
  const tlsUrl = `https://localhost:${await listen(tlsServer, options.tlsPort ?? 0)}`
  state.outbox.orgUrl = state.url
  for (const message of options.outboundMessages ?? []) {
    const same = state.outbox.messages.some(
      ({ object, name, endpointUrl }) =>
        object === message.object && name === message.name && endpointUrl === message.endpointUrl
    )
    if (!same) state.outbox.define(message) // one that is there keeps what waits for it
  }
  const saver =
    unlock && (await Saver.start(state, options.dataDir ?? '', adminToken, { isNew: !saved, unlock }))

  return {
    url: state.url,
    tlsUrl,
    caPem: authority.caPem,
    apiClientCertificate: clientCertificate.cert,
    onApex: (name, handler) => state.apex.register(name, handler),
    orgId: state.id,
    accessToken: adminToken,
    credentials: credentialsOf(state),
    control: (command) => inWordings(wordings, () => control(state, command)),
    now: () => state.clock.now(),
    close: async () => {
      state.outbox.close()
      state.staged.close()
      state.metadata.deployments.close()
      state.bulk.close()
      await Promise.all([shut(server), shut(tlsServer)])
      await saver?.close()
    }
  }
}

const openForever = ({ sessions, people }: OrgState) => sessions.open(people.admin.id, Infinity).token

function switchesOf({ switches, latencyMs, smallPages }: OrgOptions): Partial<Switches> {
  return {
    ...(latencyMs !== undefined && { latencyMs }),
    ...(smallPages && { pageSize: 20, bulkPageSize: 50 }),
    ...switches
  }
}

function credentialsOf({ app, people }: OrgState): Credentials {
  const login = ({ username, password, securityToken }: Login) => ({ username, password, securityToken })
  return {
    jwt: { clientId: app.clientId, privateKey: app.privateKey, username: people.integration.username },
    clientCredentials: { clientId: app.clientId, clientSecret: app.clientSecret, username: app.runAs },
    soap: login(people.integration),
    admin: login(people.admin)
  }
}
