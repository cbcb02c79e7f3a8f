import type { Context as HonoContext } from 'hono'
import type { RequestPart } from '../core/events.ts'
import type { Asking } from './client-address.ts'

/** What an answer must bring to be replayed. */
export interface Replayable {
  /** Epoch ms: when its oldest part was fetched, and when the first of them stops being fresh. */
  oldest: number
  freshUntil: number
  parts: readonly RequestPart[]
  /** Whether memory still holds what it was made of. */
  isHeld(): boolean
}

/** A request as it is before anything has been done for it. */
export interface Asked extends Asking {
  method: string
  /** With its query. */
  path: string
}

export interface Replayed {
  status: 200 | 304
  /** Names and values in turns. */
  head: string[]
  body: string | Uint8Array<ArrayBuffer>
  /** Must be called when it has been handed over. */
  done(): void
}

export interface ReplayCache {
  /** The answer to such a request, when a new one would be the same. A promise only where keys take one to check. */
  look(asked: Asked): Replayed | null | Promise<Replayed | null>
  /** Offered each finished answer to a question that may be asked again; null for one that did not come from memory. */
  offer(c: HonoContext, replayable: Replayable | null): void
}
