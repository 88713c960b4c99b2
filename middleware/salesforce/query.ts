import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import type { Answer } from './request.ts'
import type { Session } from './session.ts'

/** Rows of one answer; 2,000 is the most Salesforce gives, wide rows make it give fewer [V]. */
export const mostRows = 2000
/** A query travels in the address, which may have 16 kB with everything [K]; this leaves room for the host. */
const longestQuery = 15_500

export type Row = Readonly<Record<string, unknown>>
export interface Rows {
  readonly rows: readonly Row[]
  /** Rows in all, for `count()` the count. */
  readonly total: number
  /** False when Salesforce held rows back. We ask on by key, so no locator is kept: it could expire between pages. */
  readonly done: boolean
  readonly date: Date | null
}
export interface QueryOptions {
  /** Deleted rows too. */
  readonly all?: boolean
  readonly signal?: AbortSignal | undefined
}

/** A row, unchecked inside: zod would copy two thousand of them. */
export const row = z.custom<Row>((value) => typeof value === 'object' && value !== null)
const answer = z.object({
  totalSize: z.number(),
  done: z.boolean(),
  records: z.array(row)
})

/** The first answer of a query, one call. Throws `SalesforceError`; `invalid` if the query is too long to be sent. */
export async function query(session: Session, soql: string, options: QueryOptions = {}): Promise<Rows> {
  if (encodedLength(soql) > longestQuery) {
    throw new SalesforceError('invalid', 'Too many fields for one query: map fewer of this object.')
  }
  const { body, date } = await session.request({
    method: 'GET',
    path: options.all === true ? '/queryAll' : '/query',
    query: { q: soql },
    signal: options.signal
  })
  const { records, totalSize, done } = parsed(answer, body, 'a query')
  return { rows: records, total: totalSize, done, date }
}

/** Bytes `soql` takes in an address. */
export const encodedLength = (soql: string) => new URLSearchParams({ q: soql }).toString().length

/** Reads an answer's body by its schema. Throws `schema`, naming what was asked. */
export function parsed<T>(schema: z.ZodType<T>, body: unknown, what: string): T {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  throw new SalesforceError('schema', `Salesforce's answer to ${what} has another shape than documented.`, {
    cause: read.error
  })
}

/** The server's clock of an answer. Throws `schema` without it: a client's clock must not move a cursor. */
export function serverDate({ date }: Pick<Answer, 'date'>): Date {
  if (date !== null) return date
  throw new SalesforceError('schema', "Salesforce's answer has no Date header: a proxy took it away.")
}
