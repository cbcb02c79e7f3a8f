import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Bytes } from '../core/bytes.ts'
import type { ErrorCode } from '../core/errors.ts'
import type { RequestPart } from '../core/events.ts'
import type { Span } from '../core/tracing.ts'
import type { Replayable } from './replay.ts'

/** What an answer says of the caller it is for. */
export interface ForCaller {
  /** Added as they are. */
  headers: Readonly<Record<string, string>>
  /** What is answered to a key is not for others, whichever route it comes from. */
  isPrivate: boolean
}

/** Reads a body of at most this many bytes to its end. */
export type Receive = (body: ReadableStream<Bytes>, maxBytes: number) => Promise<Bytes>

/** What a request carries through its handlers. */
export interface AppEnv {
  Variables: {
    requestId: string
    /** See `clientSignal`; absent until somebody has asked for it. */
    client?: AbortSignal
    /** Reads the body of the request, where its method has one. */
    receive: Receive
    /** Filled on the way, for the one line that the request leaves in the log. */
    trace: {
      /** Of the request, where requests are traced. */
      span?: Span
      code?: ErrorCode
      parts?: readonly RequestPart[]
      /** Set where the same question may be asked again; null when its answer did not come from memory. */
      replayable?: Replayable | null
      /** The name of the key that the request came with. */
      client?: string
      /** What the answer says of the caller; settled before the route runs. */
      caller?: ForCaller
      /** The answer, where it was made with all its headers. */
      finished?: Response
      /** Set when admission has refused the request. */
      isRefused?: true
      /** Set when the platform has cancelled the body of the answer: the client has gone. */
      isGone?: true
      /** Gives back the place of the request among those in flight. */
      leave?: () => void
      /** Settles when a streamed answer has ended; the request lasts until then. */
      ended?: Promise<void>
    }
  }
}

export type App = OpenAPIHono<AppEnv>
