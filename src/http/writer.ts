// Gives the answers of aggregated routes as text, from the texts of their pieces.
import type { Context as HonoContext } from 'hono'
import type { Clock } from '../core/clock.ts'
import type { Route } from '../define/route.ts'
import type { Merged } from '../parts/merge.ts'
import { writeAnswer } from './answer.ts'
import type { AppEnv } from './app-env.ts'
import { finishedResponse } from './finish-headers.ts'
import { createFragments } from './fragments.ts'
import { problemContext } from './request-span.ts'
import { matchesTag } from './tag.ts'

/** Writes a merged answer: as it is, or as the news that nothing has changed. */
export type Writer = (
  c: HonoContext<AppEnv>,
  merged: Merged,
  preferenceApplied: string | null,
  route: Pick<Route, 'caching' | 'callerHeaders'>,
) => Response

/** Keeps the texts of pieces in at most this many bytes. */
export function createWriter(clock: Pick<Clock, 'now'>, { maxBytes }: { maxBytes: number }): Writer {
  const fragments = createFragments({ maxBytes })
  return (c, merged, preferenceApplied, { caching, callerHeaders }) => {
    const about = { ...problemContext(c), now: clock.now(), preferenceApplied }
    const { status, headers, body } = writeAnswer(merged, { ...about, fragments, caching, callerHeaders })
    const { etag, 'content-type': _, ...rest } = headers
    if (etag !== undefined && matchesTag(c.req.header('if-none-match'), etag)) {
      return finishedResponse(c, { status: 304, headers: { ...rest, etag }, body: null })
    }
    return finishedResponse(c, { status, headers, body })
  }
}
