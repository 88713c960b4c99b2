import type { FieldType } from '../connectors/connector.ts'

/** A mapped line as it lies staged: the kind of its value, and the columns that hold it. */
export interface StagedLine {
  readonly type: FieldType
  /** Column names, ours: `f3`. */
  readonly columns: readonly string[]
  readonly join?: 'space' | undefined
}

/**
 * The canonical text (canonical.ts) of a line of a staged Salesforce row `s`, as SQL. It decides only "surely unchanged":
 * a value whose canonical text SQL can't make exactly stays as it is, which costs one look in JavaScript; an equality that
 * is none would lose an update. test/fixtures/canonical.json holds the two together.
 */
export function canonicalSql({ type, columns, join }: StagedLine): string {
  if (join === 'space')
    return `nullif(concat_ws(' ', ${columns.map((one) => text(`s.${one}`)).join(', ')}), '')`
  const value = `s.${columns[0] ?? 'id'}`
  return forms[type](value)
}

/**
 * The same in the forms that Bulk files have, and cheaper: as it lies there. A canonical text is its own, so what equals one
 * without being made canonical is equal; a text with a line end of two characters, say, is never what bases hold. Numbers come
 * with zeros behind the point, which are cut off where nothing but digits is around it.
 */
export function quickSql(line: StagedLine): string {
  const { type, columns, join } = line
  if (join === 'space') return `nullif(concat_ws(' ', ${columns.map((one) => `s.${one}`).join(', ')}), '')`
  const value = `s.${columns[0] ?? 'id'}`
  if (type === 'number')
    return `case when translate(${value}, '0123456789', '') = '.' then rtrim(rtrim(${value}, '0'), '.') else ${value} end`
  return type === 'set' ? canonicalSql(line) : value
}

const text = (value: string) => `replace(${value}, e'\\r\\n', e'\\n')`
const asItIs = (value: string) => value
const boolean = (value: string) =>
  `case ${value} when '1' then 'true' when '0' then 'false' else ${value} end`

// Blanks are null already: COPY reads both forms of an empty value as null.
const forms: Readonly<Record<FieldType, (value: string) => string>> = {
  text,
  id: text,
  reference: text,
  // What two spellings of these lead to is for canonical.ts to say.
  phone: text,
  url: text,
  email: asItIs,
  date: asItIs,
  boolean,
  'opt-out': boolean,
  'opt-in': boolean,
  // By digits. The pattern lets no text through that the cast would refuse; digits are ASCII ones, as they are in JavaScript.
  number: (value) =>
    `case when ${value} ~ '^[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]{1,3})?$' then trim_scale(${value}::numeric)::text else ${value} end`,
  // Bulk files end instants in Z, REST bodies in +0000.
  datetime: (value) =>
    `case when ${value} like '____-__-__T__:__:__.___+0000' then left(${value}, 23) || 'Z' else ${value} end`,
  // Byte order is JavaScript's order but for rare signs (above U+FFFF), which then only look different.
  set: (value) =>
    `case when ${value} like '%;%' then (select string_agg(m, ';' order by m) from (select distinct m from unnest(string_to_array(${value}, ';')) m where m <> '') as members) else ${value} end`
}
