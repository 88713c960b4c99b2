import type { ColumnType, JSONColumnType } from 'kysely'

export type Json<T extends object> = JSONColumnType<T>
export type Instant = ColumnType<Date, Date | string, Date | string>
export type InstantOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
export type Made<T> = ColumnType<T, never, never>
