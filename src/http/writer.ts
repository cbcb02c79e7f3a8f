// Gives the answers of aggregated routes as text: from the texts of their pieces, or, where nothing has changed, as before.
import type { Context as HonoContext } from 'hono'
import { LRUCache } from 'lru-cache'
import type { Merged } from '../briefing/merge.ts'
import type { Route } from '../define/route.ts'
import { secondsOf, type WrittenAnswer, writeAnswer } from './answer.ts'
import type { AppEnv } from './app-env.ts'
import { createFragments } from './fragments.ts'
import { createRepeats, longestKey } from './repeats.ts'
import { problemContext } from './request-span.ts'
import type { Service } from './service.ts'
import { matchesTag } from './tag.ts'
import { wholeResponse } from './whole.ts'

export interface Writer {
  /** The answer that was given to the same request, if it would be the same again. */
  again(c: HonoContext<AppEnv>): Response | null
  /** Writes a merged answer, and keeps it where it can be given again. */
  write(
    c: HonoContext<AppEnv>,
    merged: Merged,
    preferenceApplied: string | null,
    route: Pick<Route, 'caching' | 'callerHeaders'>,
  ): Response
}

/** Keeps texts and answers in at most so many bytes together. */
export function createWriter(
  { runtime: { clock }, emit }: Pick<Service, 'runtime' | 'emit'>,
  { maxBytes }: { maxBytes: number },
): Writer {
  const half = Math.ceil(maxBytes / 2)
  const fragments = createFragments({ maxBytes: half })
  const repeats = createRepeats<WrittenAnswer & { body: string }>({
    maxBytes: half,
    sizeOf: ({ body }) => body.length + 1_000,
  })
  // What has been asked once is seldom asked again: to keep each answer would cost more than to merge it.
  const asked = new LRUCache<string, true>({ max: 1_000 })
  return {
    again(c) {
      const now = clock.now()
      const known = repeats.get(keyOf(c), now)
      if (!known) return null
      const { answer, repeatable } = known
      const { parts, oldest, freshUntil } = repeatable
      const trace = c.get('trace')
      trace.parts = parts
      trace.repeatable = repeatable
      emit({ type: 'replayed', requestId: c.get('requestId'), parts })
      const headers = {
        ...answer.headers,
        age: secondsOf(now - oldest),
        'cache-control': `public, max-age=${secondsOf(freshUntil - now)}`,
      }
      return respond(c, { ...answer, headers })
    },
    write(c, merged, preferenceApplied, { caching, callerHeaders }) {
      const about = merged.failure ? problemContext(c) : { path: c.req.path, requestId: c.get('requestId') }
      const answer = writeAnswer(merged, {
        ...about,
        now: clock.now(),
        preferenceApplied,
        fragments,
        caching,
        callerHeaders,
      })
      const trace = c.get('trace')
      const key = keyOf(c)
      if (caching !== 'public') delete trace.repeatable
      else if (trace.repeatable && answer.status === 200 && asked.has(key)) {
        repeats.keep(key, answer, trace.repeatable)
      } else {
        delete trace.repeatable
        if (key.length <= longestKey) asked.set(key, true)
      }
      return respond(c, answer)
    },
  }
}

/** As it is, or as the news that nothing has changed. */
function respond(c: HonoContext<AppEnv>, { status, headers, body }: WrittenAnswer): Response {
  const { etag, 'content-type': _, ...rest } = headers
  if (etag !== undefined && matchesTag(c.req.header('if-none-match'), etag)) {
    return wholeResponse(c, 304, { ...rest, etag }, null)
  }
  return wholeResponse(c, status, headers, body)
}

/** Whatever may change the answer: what is asked, and how. */
function keyOf({ req }: HonoContext<AppEnv>): string {
  const { url } = req
  return `${url.slice(url.indexOf('/', 8))}\n${req.header('accept')}\n${req.header('prefer')}`
}
