import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Bytes } from '../core/bytes.ts'
import type { RequestRecord } from './request-record.ts'

/** Reads a body of at most this many bytes to its end. */
export type Receive = (body: ReadableStream<Bytes>, maxBytes: number) => Promise<Bytes>

/** What a request carries through its handlers. */
export interface AppEnv {
  Variables: {
    record: RequestRecord
    /** See `clientSignal`; absent until it is first asked for. */
    client?: AbortSignal
    /** Reads the body of the request, where its method has one. */
    receive: Receive
  }
}

export type App = OpenAPIHono<AppEnv>
