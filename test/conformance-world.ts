import { expect, onTestFinished } from 'vitest'
import type { Connector, Context, Settings, WriteOperation } from '../middleware/connectors/connector.ts'
import { createHttp } from '../middleware/connectors/http.ts'
import type { Practice } from './doubles/double.ts'

export type Practise = (options: { readonly now: () => number }) => Promise<Practice>
export type World = Awaited<ReturnType<typeof startWorld>>

/** A fresh system, and a clock that both sides read. */
export async function startWorld(connector: Connector, practise: Practise) {
  let now = Date.UTC(2026, 6, 1, 12)
  const practice = await practise({ now: () => now })
  onTestFinished(() => practice.double.close())
  const context = (
    settings: Settings = practice.double.settings,
    signal = new AbortController().signal
  ): Context => ({
    settings,
    signal,
    now: () => new Date(now),
    http: createHttp({
      baseUrl: connector.baseUrl(settings),
      signal,
      deadlineMs: connector.limits.deadlineMs,
      allowHttp: true
    })
  })
  const { object } = practice
  const ctx = context()
  return {
    practice,
    context,
    ctx,
    spec: connector.objects[object]!,
    later: (ms: number) => (now += ms),
    write: (...operations: WriteOperation[]) => connector.write(ctx, { object, operations }),
    find: (field: string, ...values: string[]) => connector.find(ctx, { object, field, values }),
    create: (n: number) => ({ kind: 'create', values: practice.sample(n) }) as const,
    ids: async (count: number) => {
      const creates = Array.from(
        { length: count },
        (_, n) => ({ kind: 'create', values: practice.sample(n) }) as const
      )
      const results = await connector.write(ctx, { object, operations: creates })
      return results.map((result) => (result.ok ? result.id : expect.unreachable(result.error.message)))
    },
    readAll: async (cursor: string | null, limit: number) => {
      const changes = []
      for (;;) {
        const page = await connector.read(ctx, { object, cursor, limit })
        expect(page.changes.length).toBeLessThanOrEqual(limit)
        changes.push(...page.changes)
        if (page.done) return { changes, cursor: page.cursor }
        expect(page.cursor).not.toBe(cursor)
        cursor = page.cursor
      }
    }
  }
}

/** Every way to fail, one error each: from `check`, `find`, `read` and each result of `write`. */
export async function failures(connector: Connector, { practice, ctx, create, ...far }: World, id: string) {
  const { object } = practice
  const caught = async (call: Promise<unknown>) => call.then(() => undefined).catch((error: unknown) => error)
  const operations: WriteOperation[] = [
    create(1),
    create(2),
    { kind: 'update', id, values: { ...create(0).values } }
  ]
  const results = await far.write(...operations, { kind: 'delete', id })
  return [
    await caught(connector.check(ctx)),
    await caught(far.find('id', id)),
    await caught(connector.read(ctx, { object, cursor: null, limit: 10 })),
    ...results.map((result) => (result.ok ? undefined : result.error))
  ]
}
