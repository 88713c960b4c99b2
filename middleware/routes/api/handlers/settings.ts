import { connectorNamed } from '../../../connectors/index.ts'
import { settingsOf, type StoredSettings } from '../../../database/settings.ts'
import { lanes } from '../../../sync/lanes.ts'
import { changeSettings } from '../../../sync/settings.ts'
import type { Handlers } from '../call.ts'
import { notFound, ProblemError } from '../problem.ts'
import type { HandlerDependencies } from './dependencies.ts'
import { keyOf, storedOf } from '../desk.ts'
import { versionOf } from './version.ts'

export function settingHandlers({
  engine,
  wake
}: HandlerDependencies): Pick<Handlers, 'getSettings' | 'saveSettings'> {
  const reply = ({ rev, settings, sealed }: StoredSettings) => ({
    body: { values: { ...settings }, secrets: Object.keys(sealed) },
    tag: String(rev)
  })
  const found = async (key: ReturnType<typeof keyOf>) => {
    const stored = await settingsOf(engine.db, key)
    if (stored === null) throw notFound('connection')
    return stored
  }
  return {
    async getSettings(call) {
      return reply(await found(keyOf(call)))
    },
    async saveSettings(call) {
      const key = keyOf(call)
      const stored = await found(key)
      const { connector: name } = await storedOf(engine, keyOf(call))
      const connector = connectorNamed(engine.connectors, name)
      if (connector === undefined) throw new ProblemError(409, 'no-connector', `This version of the middleware does not know ${name}.`) // prettier-ignore
      await changeSettings(engine, key, connector, stored, call.body.values, versionOf(call.tag))
      for (const lane of [lanes.live, lanes.backfill]) wake({ ...key, lane })
      return reply(await found(key))
    }
  }
}
