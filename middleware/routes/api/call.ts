import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Caller } from '../../guards/caller.ts'
import type { Answer, Contract, RouteName } from './contract/index.ts'

type Read<R, K extends string> = R extends Record<K, infer S extends z.ZodType> ? z.output<S> : undefined

/** A checked request. */
export interface Call<N extends RouteName> {
  /** `orgId` is there on every route but those of the console itself. */
  readonly caller: Caller
  readonly orgId: number
  readonly params: Read<Contract[N], 'params'>
  readonly query: Read<Contract[N], 'query'>
  readonly body: Read<Contract[N], 'body'>
  /** The version the caller changes, from `If-Match`; null where the route needs none. */
  readonly tag: string | null
  readonly signal: AbortSignal
}

/** An answer with what goes around it. */
export interface Reply<B> {
  readonly body: B
  /** Of a `tagged` route: the version, any text without quotes. */
  readonly tag?: string
}
/** A file: streamed, never held whole. */
export interface FileReply {
  readonly file: string
  readonly stream: Readable
}

export type Handler<N extends RouteName> = (
  call: Call<N>
) => Promise<Contract[N] extends { media: string } ? FileReply : Reply<Answer<N>>>
/** One handler a route; a group of them is a part of this. */
export type Handlers = { readonly [N in RouteName]: Handler<N> }
