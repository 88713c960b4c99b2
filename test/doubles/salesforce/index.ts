import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { addField } from './control/schema-commands.ts'
import { control } from './control/routes.ts'
import { dispatch } from './http/dispatch.ts'
import { createOrgServer } from './http/server.ts'
import type { MessageDefinition } from './messages/definition.ts'
import { createState } from './org-state.ts'
import type { OrgState } from './org-state.ts'
import type { CustomField } from './schema/custom-field.ts'
import { seed } from './seed/seed.ts'
import type { Switches } from './switches.ts'

export type { CustomField, MessageDefinition, Switches }

export interface OrgOptions {
  /** 0, the default, takes a free port of 127.0.0.1. */
  readonly port?: number
  /** 15 or 18 characters; random unless given. Record ids do not depend on it: two orgs share them. */
  readonly orgId?: string
  /** How many contacts to generate, with accounts, leads and opportunities; none unless given. */
  readonly seed?: number
  /** Custom fields by object: `{ Contact: [{ name: 'Bothways_Test__c', type: 'string', length: 40 }] }`. */
  readonly customFields?: Readonly<Record<string, readonly CustomField[]>>
  readonly outboundMessages?: readonly MessageDefinition[]
  readonly switches?: Partial<Switches>
  /** How long a receiver of outbound messages may take, in milliseconds; Salesforce waits 60,000 [V]. */
  readonly messageTimeoutMs?: number
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
  /** 18 characters. */
  readonly orgId: string
  /** An open session of the admin; the credentials log in as the integration user. */
  readonly accessToken: string
  readonly credentials: Credentials
  /** Leaves no timer and no socket. */
  readonly close: () => Promise<void>
  /** `{command, …}`: see `GET /__control`. */
  readonly control: (command: Readonly<Record<string, unknown>>) => Promise<unknown>
  /** The org's time, in milliseconds since 1970. */
  readonly now: () => number
}

/** Starts a practice org: a double of a Salesforce org that speaks Salesforce's protocols over real HTTP. */
export async function startOrg(options: OrgOptions = {}): Promise<Org> {
  const state = await createState({
    orgId: options.orgId ?? `00DBw${randomBytes(5).toString('hex')}`,
    switches: options.switches ?? {},
    messageTimeoutMs: options.messageTimeoutMs ?? 60_000
  })
  for (const [object, fields] of Object.entries(options.customFields ?? {})) {
    for (const field of fields) addField(state, object, field)
  }
  if (options.seed) seed(state, options.seed)

  const server = createOrgServer(state, dispatch)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo // a TCP server's address is always this
  state.url = `http://127.0.0.1:${port}`
  state.outbox.orgUrl = state.url
  for (const message of options.outboundMessages ?? []) state.outbox.define(message)

  return {
    url: state.url,
    orgId: state.id,
    accessToken: state.sessions.open(state.people.admin.id, Infinity).token,
    credentials: credentialsOf(state),
    control: (command) => control(state, command),
    now: () => state.clock.now(),
    close: async () => {
      state.outbox.close()
      state.staged.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    }
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
