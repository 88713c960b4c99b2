/** A field's value inside the double: datetimes are milliseconds since 1970, dates `YYYY-MM-DD`, ids 18 characters. */
export type Value = string | number | boolean | null

/** A record. A field that is missing is null. */
export interface Row {
  readonly Id: string
  readonly [field: string]: Value | undefined
}

export type Values = Readonly<Record<string, Value>>
