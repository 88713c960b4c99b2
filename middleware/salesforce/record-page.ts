import { describe, type FieldDescribe } from './describe.ts'
import { SalesforceError } from './errors.ts'
import { query, type Row } from './query.ts'
import type { Session } from './session.ts'
import { quotedId, select } from './soql.ts'

/** A field of one record, for people. */
export interface ShownField {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly value: string | null
  readonly text: string | null
}
export interface ShownRecord {
  readonly objectLabel: string
  readonly name: string
  readonly fields: readonly ShownField[]
}

/** A package's fields have its prefix where it was installed, and none where its source was deployed. */
const PREFIX = 'bothways__'

/** Reads the fields of one record that the sync user may see; null where there is no such record. Two calls at most. */
export async function readRecord(
  session: Session,
  object: string,
  id: string,
  wanted: readonly string[],
  signal?: AbortSignal
): Promise<ShownRecord | null> {
  const described = session.described.get(object) ?? (await describe(session, object, signal))
  const known = new Map(described.fields.map((field) => [field.name, field]))
  const shown = wanted.flatMap((name) => {
    const field = known.get(name) ?? known.get(PREFIX + name)
    return field === undefined ? [] : [{ name, field }]
  })
  const paths = shown.flatMap(({ field }) => [field.name, ...nameBehind(field)])
  const soql = `${select(['Id', 'Name', ...paths], object)} where Id = ${quotedId(id)}`
  const { rows } = await query(session, soql, { signal }).catch(gone)
  const [row] = rows
  if (row === undefined) return null
  return {
    objectLabel: described.label,
    name: textOf(row['Name']) ?? id,
    fields: shown.map(({ name, field }) => ({
      name,
      label: labelOf(field),
      type: field.type,
      ...valueOf(field, row)
    }))
  }
}

const gone = (error: unknown): { rows: Row[] } => {
  if (error instanceof SalesforceError && error.kind === 'not-found') return { rows: [] }
  throw error
}

/** What is shown is the name behind an id, so the label says no "ID", as on Salesforce's own pages. */
const labelOf = ({ label, type }: FieldDescribe): string =>
  type === 'reference' ? label.replace(/ ID$/, '') : label

/** The path of the name behind an id, where there is one to read. */
const nameBehind = ({ type, relationshipName }: FieldDescribe): string[] =>
  type === 'reference' && typeof relationshipName === 'string' ? [`${relationshipName}.Name`] : []

function valueOf(field: FieldDescribe, row: Row): { value: string | null; text: string | null } {
  const value = row[field.name]
  if (isObject(value)) {
    const lines = linesOf(value)
    return { value: lines, text: lines }
  }
  const parent = row[field.relationshipName ?? '']
  return { value: textOf(value), text: isObject(parent) ? textOf(parent['Name']) : null }
}

/** A compound field: an address as it is written on a letter. */
function linesOf(compound: Row): string | null {
  const part = (name: string) => textOf(compound[name])
  const lines = [
    part('street'),
    [part('postalCode'), part('city')].filter((one) => one !== null).join(' '),
    [part('state'), part('country')].filter((one) => one !== null).join(', ')
  ].filter((line) => line !== null && line !== '')
  return lines.length === 0 ? null : lines.join('\n')
}

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null
const textOf = (value: unknown): string | null =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : null
