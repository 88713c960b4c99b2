import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { OrgState } from '../org-state.ts'
import type { Row } from '../store/row.ts'
import { format } from './saved.ts'
import type { Head, SavedObject, Tail } from './saved.ts'
import { putTail } from './tail.ts'

/** Reads the first line of a data file; null when there is no file. Throws for a file of another version. */
export async function readHead(file: string): Promise<Head | null> {
  try {
    for await (const text of linesOf(file)) {
      const head = JSON.parse(text) as Head // our own file
      if (head.format !== format) throw new Error(`${file} was written by another version; delete it`)
      return head
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  return null
}

/** Fills a fresh org of the same id from a file; answers the admin's token. */
export async function restore(org: OrgState, file: string): Promise<string> {
  let tail: Tail | null = null
  let head: Head | null = null
  const share = sharer()
  for await (const text of linesOf(file)) {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) putRow(org, value as [string, Row], share)
    else if (head) tail = value as Tail
    else putSchema(org, (head = value as Head).objects)
  }
  if (!tail) throw new Error(`${file} is not complete; delete it to start anew`)
  putTail(org, tail)
  return tail.adminToken
}

const linesOf = (file: string) => createInterface({ input: createReadStream(file), crlfDelay: Infinity })

/** Formula fields come last, and again while each round finds more of the fields that they read. */
function putSchema({ schema, database }: OrgState, objects: readonly SavedObject[]): void {
  for (const { spec } of objects) if (!schema.object(spec.name)) schema.addObject(spec)
  const fields = objects.flatMap(({ spec, added }) => added.map((field) => ({ object: spec.name, field })))
  for (const { object, field } of fields) {
    if (field.formula === null) database.addField(database.tableNamed(object).schema, field)
  }
  let waiting = fields.filter(({ field }) => field.formula !== null)
  while (waiting.length > 0) {
    const left = waiting.filter(({ object, field }) => {
      try {
        database.addField(database.tableNamed(object).schema, field)
        return false
      } catch {
        return true
      }
    })
    if (left.length === waiting.length) {
      throw new Error(`No field for the formula of ${left.map(({ field }) => field.name).join(', ')}`)
    }
    waiting = left
  }
  for (const { spec, names } of objects) {
    const object = database.tableNamed(spec.name).schema
    const kept = new Set(names)
    for (const { name } of [...object.fields]) if (!kept.has(name)) database.removeField(object, name)
  }
}

/** References that many rows have in common (owners, accounts) are kept once: a third of a big org's memory. */
function sharer(): (row: Record<string, unknown>) => void {
  const known = new Map<string, string>()
  return (row) => {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value !== 'string' || value.length !== 18 || name === 'Id') continue
      const held = known.get(value)
      if (held === undefined) known.set(value, value)
      else row[name] = held
    }
  }
}

/** What every org starts with (users, profiles) is there already. */
function putRow(
  { database }: OrgState,
  [object, row]: [string, Row],
  share: (row: Record<string, unknown>) => void
): void {
  share(row)
  const table = database.tableNamed(object)
  const held = table.get(row.Id)
  if (held) table.remove(held)
  table.insert(row)
}
