import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Registry } from 'prom-client'
import type { AppDependencies } from './app.ts'
import type { Config } from './config.ts'
import { noteAsked, noteOutcome } from './database/audit.ts'
import {
  closeConsoleSession,
  consoleKeyHash,
  hasConsoleSession,
  openConsoleSession,
  useSignInLink
} from './database/console.ts'
import { keyByPrefix, keyUsed } from './database/org-keys.ts'
import { orgBySalesforceId } from './database/orgs.ts'
import { noteForeignOrg } from './database/setup.ts'
import { createAuthenticate } from './guards/authenticate.ts'
import { createFailures, failuresAt } from './guards/failures.ts'
import { connectRoutes } from './routes/connect.ts'
import { panel } from './routes/panel.ts'
import { createHandlers } from './routes/api/handlers/index.ts'
import type { ApiDependencies } from './routes/api/serve.ts'
import { createRefusalCounter } from './routes/refusal-counter.ts'
import type { SignInDoors } from './routes/sign-in.ts'
import type { Engine } from './sync/engine.ts'
import type { Waker } from './sync/wake.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as { version: string } // prettier-ignore

/** What the admin API and signing in to the console work with. `address`: where this service is reached. */
export function apiDependencies(
  { development, trustedProxies: proxies }: Config,
  engine: Engine,
  waker: Waker,
  address: () => string,
  registry: Registry
): {
  readonly api: ApiDependencies
  readonly signIn: SignInDoors
  readonly connect: AppDependencies['connect']
  readonly panel: AppDependencies['panel']
  readonly refused: AppDependencies['refused']
} {
  const { db, log } = engine
  const failures = createFailures()
  const refused = createRefusalCounter(registry)
  const secure = !development
  const adminKeyHash = () => consoleKeyHash(db)
  const authenticate = createAuthenticate({
    keyByPrefix: (prefix) => keyByPrefix(db, prefix),
    keyUsed: ({ orgId, keyId }) => {
      keyUsed(db, orgId, keyId).catch((error: unknown) => log.warn({ err: error }, 'the use of a key was not noted')) // prettier-ignore
    },
    copied: (orgId, from) => {
      log.error({ orgId, from }, 'a key of an org came from another org')
      noteForeignOrg(db, orgId, from).catch((error: unknown) => log.warn({ err: error }, 'the alert was not stored')) // prettier-ignore
    },
    adminKeyHash,
    hasSession: (hash) => hasConsoleSession(db, hash),
    orgBySalesforceId: (id) => orgBySalesforceId(db, id),
    refused: (from, who) => log.warn({ from, who }, 'a caller of the admin API was refused: wrong key'),
    failures: failuresAt(failures, (reason) => refused('api', reason)),
    proxies,
    secure
  })
  return {
    connect: connectRoutes({ engine, address }),
    panel: panel({ engine, address }),
    refused,
    api: {
      handlers: createHandlers({ engine, wake: (key) => waker.wake(key), address, version }),
      authenticate,
      version,
      async audit(caller, route, detail) {
        const { orgId, kind, actor } = caller
        log.info({ org: orgId, kind, actor, route, detail }, 'a change over the admin API')
        // What concerns no org yet is told by its handler, once there is one.
        if (orgId === null) return () => Promise.resolve()
        const entry = await noteAsked(db, orgId, { kind, actor, route, detail })
        return (outcome) => noteOutcome(db, orgId, entry, outcome)
      },
      log
    },
    signIn: {
      adminKeyHash,
      openSession: (hash, forMs) => openConsoleSession(db, hash, forMs),
      closeSession: (hash) => closeConsoleSession(db, hash),
      useLink: (hash) => useSignInLink(db, hash),
      signedIn: (from) => log.info({ from }, 'an administrator signed in to the console'),
      refused: (from) => log.warn({ from }, 'an attempt to sign in to the console was refused'),
      failures: failuresAt(failures, (reason) => refused('console', reason)),
      proxies,
      secure
    }
  }
}
