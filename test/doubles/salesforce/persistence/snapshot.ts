import type { OrgState } from '../org-state.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { Schema } from '../schema/schema.ts'
import { format } from './saved.ts'
import type { Head, SavedObject } from './saved.ts'
import { tailOf } from './tail.ts'

export interface Snapshot {
  /** Tells it from the org at another moment. */
  readonly mark: string
  /** The org as lines of JSON: a head, `["Contact",{…}]` for each record, a tail. */
  readonly lines: () => Generator<string>
  /** To be called when the lines were read or are not wanted: until then, changes cost a copy each. */
  readonly release: () => void
}

/**
 * The org of this moment, to be read while it goes on: no transaction is in it by halves, since none is under way
 * when nothing else runs. Null when it is the one that `known` marks.
 */
export function takeSnapshot(org: OrgState, adminToken: string, known: string): Snapshot | null {
  const tail = line(tailOf(org, adminToken))
  const tables = [...org.schema.objects].map((object) => org.database.table(object))
  const mark = `${org.schema.revision} ${tables.reduce((sum, { writes }) => sum + writes, 0)} ${tail}`
  if (mark === known) return null
  const head = line(headOf(org))
  const pictures = tables.map((table) => ({ name: table.schema.name, picture: table.picture() }))
  return {
    mark,
    *lines() {
      yield head
      for (const { name, picture } of pictures) for (const row of picture.rows()) yield line([name, row])
      yield tail
    },
    release: () => {
      for (const { picture } of pictures) picture.release()
    }
  }
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`

function headOf({ id, schema }: OrgState): Head {
  const original = new Schema()
  return { format, orgId: id, objects: [...schema.objects].map((object) => savedObject(original, object)) }
}

function savedObject(original: Schema, object: ObjectSchema): SavedObject {
  const known = original.object(object.name)
  const fields = [...object.fields]
  return {
    spec: { ...object.spec, fields: [] },
    added: fields.filter(({ name }) => !known?.field(name)),
    names: fields.map(({ name }) => name)
  }
}
