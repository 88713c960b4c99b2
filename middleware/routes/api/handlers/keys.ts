import { orgKeys, revokeOrgKeys } from '../../../database/org-keys.ts'
import type { Handlers } from '../call.ts'
import { notFound } from '../problem.ts'
import type { HandlerDependencies } from './dependencies.ts'

export function keyHandlers({ engine }: HandlerDependencies): Pick<Handlers, 'listKeys' | 'revokeKey'> {
  const { db } = engine
  return {
    async listKeys({ orgId }) {
      const keys = (await orgKeys(db, orgId)).map((one) => ({
        key: one.keyId,
        createdAt: one.createdAt.toISOString(),
        createdBy: one.createdBy,
        lastUsedAt: one.lastUsedAt?.toISOString() ?? null,
        revokedAt: one.revokedAt?.toISOString() ?? null
      }))
      return { body: { keys } }
    },
    async revokeKey({ orgId, params, caller }) {
      const keyId = params.key
      if (!(await orgKeys(db, orgId)).some((one) => one.keyId === keyId)) throw notFound('key')
      await revokeOrgKeys(db, orgId, { keyId }, caller.actor)
      return { body: undefined }
    }
  }
}
