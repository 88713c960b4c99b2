import { Readable } from 'node:stream'
import { accessSetFile, exportAccessSet } from '../../../setup/access-set.ts'
import { clientAppOf } from '../../../setup/client-app.ts'
import { createChecklist } from '../../../setup/checklist.ts'
import {
  consentText,
  exportRealTime,
  realTimeCommand,
  realTimeFile
} from '../../../setup/real-time-export.ts'
import { realTimeState } from '../../../setup/real-time-state.ts'
import { ticketAddress } from '../../../setup/tickets.ts'
import type { Handlers } from '../call.ts'
import type { HandlerDependencies } from './dependencies.ts'

type Names = 'getChecklist' | 'startConnect' | 'getRealTime' | 'exportRealTime' | 'exportAccessSet'

export function setupHandlers(deps: HandlerDependencies): Pick<Handlers, Names> {
  const checklist = createChecklist(deps)
  return {
    getChecklist: async ({ orgId }) => ({ body: await checklist(orgId) }),
    async startConnect({ orgId, caller, body }) {
      // Told on the screen that asks, where it can be told before the browser leaves.
      await clientAppOf(deps, orgId)
      return { body: { url: ticketAddress(deps, { orgId, purpose: body.purpose, actor: caller.actor }) } }
    },
    async getRealTime({ orgId }) {
      const objects = await realTimeState(deps, orgId)
      const names = [...new Set(objects.map((one) => one.object))]
      return {
        body: {
          objects: objects.map((one) => ({
            ...one,
            lastMessageAt: one.lastMessageAt?.toISOString() ?? null
          })),
          consentText: consentText(names, new URL(deps.address()).host),
          command: realTimeCommand
        }
      }
    },
    exportRealTime: async ({ orgId }) => ({
      file: realTimeFile,
      stream: Readable.from([await exportRealTime(deps, orgId)])
    }),
    exportAccessSet: async ({ orgId }) => ({
      file: accessSetFile,
      stream: Readable.from([await exportAccessSet(deps, orgId)])
    })
  }
}
