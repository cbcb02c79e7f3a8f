import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ErrorCode } from '../core/errors.ts'
import type { RequestPart } from '../core/events.ts'
import type { Span } from '../core/tracing.ts'
import type { Repeatable } from './repeats.ts'

/** What an answer says of the caller it is for. */
export interface ForCaller {
  /** Added as they are. */
  headers: Readonly<Record<string, string>>
  /** What is answered to a key is not for others, whichever route it comes from. */
  isPrivate: boolean
}

/** What a request carries through its handlers. */
export interface AppEnv {
  Variables: {
    requestId: string
    /** Filled on the way, for the one line that the request leaves in the log. */
    trace: {
      /** Of the request, where requests are traced. */
      span?: Span
      code?: ErrorCode
      parts?: readonly RequestPart[]
      /** Set when the same answer could be given again. */
      repeatable?: Repeatable
      /** The name of the key that the request came with. */
      client?: string
      /** What the answer says of the caller; settled before the route runs. */
      caller?: ForCaller
      /** The answer, when it was made with all its headers. */
      whole?: Response
      /** Set when something had to be waited for: the client may have gone meanwhile. */
      waited?: boolean
      /** Settles when a streamed answer has ended; the request lasts until then. */
      ended?: Promise<void>
    }
  }
}

export type App = OpenAPIHono<AppEnv>
