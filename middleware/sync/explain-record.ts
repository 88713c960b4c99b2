import { loadConnection } from '../database/connections.ts'
import { recordStories } from '../database/explain.ts'
import { openConnection } from './connection.ts'
import type { Engine } from './engine.ts'
import { explain, type Explanation } from './explain.ts'

export interface RecordExplanation extends Explanation {
  readonly connectionId: number
  readonly connectionName: string
}

/** Why the record with this id, of either side, is as it is: one explanation for each pair of the org that knows it. */
export async function explainRecord(
  engine: Pick<Engine, 'db' | 'sealer' | 'development' | 'connectors' | 'now'>,
  orgId: number,
  id: string
): Promise<RecordExplanation[]> {
  const explained: RecordExplanation[] = []
  for (const story of await recordStories(engine.db, orgId, id)) {
    const stored = await loadConnection(engine.db, orgId, story.connectionId)
    if (stored === null) continue
    const { connector, pairs } = openConnection(stored, engine.sealer, engine)
    const pair = pairs.find((one) => one.pairId === story.pairId)
    if (pair !== undefined)
      explained.push({
        ...explain(pair, connector.label, story),
        connectionId: story.connectionId,
        connectionName: stored.name
      })
  }
  return explained
}
