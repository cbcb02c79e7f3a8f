import type { Context as HonoContext } from 'hono'
import type { Clock } from '../core/clock.ts'
import type { Run } from '../core/events.ts'
import type { Route } from '../define/route.ts'
import type { Merged } from '../parts/merge.ts'
import type { Part } from '../parts/part.ts'
import type { AppEnv } from './app-env.ts'
import { finishedResponse } from './finish-headers.ts'
import { createFragments } from './fragments.ts'
import { problemHeaders, recordProblem } from './problem.ts'
import { matchesTag } from './tag.ts'

/** What is sent for a merged answer: the headers that the answer itself determines, and the body. */
export interface Answer {
  headers: Record<string, string> & { etag: string }
  body: string
}

/** Composes a merged answer that has not failed. */
export type Compose = (
  merged: Merged,
  preferenceApplied: string | null,
  route: Pick<Route, 'caching' | 'callerHeaders'>,
) => Answer

/** Creates a composer that keeps the JSON of recurring data in at most this many bytes. */
export function createCompose(clock: Pick<Clock, 'now'>, { maxBytes }: { maxBytes: number }): Compose {
  const fragments = createFragments({ maxBytes })
  return (merged, preferenceApplied, route) => {
    const { complete, data, parts, meta } = merged.envelope
    const { text, hash } = fragments.write(data, merged.pieces)
    const headers = {
      ...headersOf(merged, preferenceApplied, route, clock.now()),
      'content-type': 'application/json; charset=utf-8',
      etag: `W/"${hash.add(complete + flawsOf(parts))}"`,
    }
    const body = `{"complete":${complete},"data":${text},"parts":${textOfParts(parts)},"meta":${JSON.stringify(meta)}}`
    return { headers, body }
  }
}

/** Writes a merged answer as a response: 200, 304 or the problem that it failed with. */
export function writeAnswer(
  c: HonoContext<AppEnv>,
  merged: Merged,
  preferenceApplied: string | null,
  { route, compose, clock }: { route: Route; compose: Compose; clock: Pick<Clock, 'now'> },
): Response {
  const { envelope, failure } = merged
  if (failure) {
    const body = JSON.stringify(recordProblem(c, failure, envelope.parts))
    const headers = {
      ...headersOf(merged, preferenceApplied, route, clock.now()),
      ...problemHeaders(failure),
    }
    return finishedResponse(c, { status: failure.status, headers, body })
  }
  const { headers, body } = compose(merged, preferenceApplied, route)
  if (!matchesTag(c.req.header('if-none-match'), headers.etag)) {
    return finishedResponse(c, { status: 200, headers, body })
  }
  const { 'content-type': _, ...rest } = headers
  return finishedResponse(c, { status: 304, headers: rest, body: null })
}

function headersOf(
  merged: Merged,
  preferenceApplied: string | null,
  route: Pick<Route, 'caching' | 'callerHeaders'>,
  now: number,
): Record<string, string> {
  const headers: Record<string, string> = {
    vary: ['Accept, Prefer, Accept-Encoding', ...route.callerHeaders].join(', '),
    'server-timing': serverTiming(merged.runs),
    'cache-control': cacheControl(merged, route, now),
  }
  if (preferenceApplied !== null) headers['preference-applied'] = preferenceApplied
  if (merged.oldest !== null) headers.age = secondsOf(now - merged.oldest)
  return headers
}

/** Whole seconds, as used in headers. */
export const secondsOf = (ms: number): string => String(Math.max(0, Math.floor(ms / 1_000)))

/** The part states that the ETag depends on: failed or stale, but not fresh or cached. */
function flawsOf(parts: readonly Part[]): string {
  let flaws = ''
  for (const { source, key, status, error } of parts) {
    if (status === 'failed' || status === 'stale') flaws += `${source} ${key} ${status} ${error?.code ?? ''},`
  }
  return flaws
}

function cacheControl(
  { envelope, freshUntil }: Merged,
  { caching }: Pick<Route, 'caching'>,
  now: number,
): string {
  if (!envelope.complete || caching === 'none') return 'no-store'
  return `${caching}, max-age=${freshUntil === null ? 0 : secondsOf(freshUntil - now)}`
}

/** One `Server-Timing` entry per source: the time of its slowest part, and its parts by status. */
function serverTiming(runs: readonly Run[]): string {
  const sources = new Map<string, { slowestMs: number; counts: Map<string, number> }>()
  for (const { source, status, tookMs, count } of runs) {
    let of = sources.get(source)
    if (!of) {
      of = { slowestMs: 0, counts: new Map() }
      sources.set(source, of)
    }
    if (tookMs > of.slowestMs) of.slowestMs = tookMs
    of.counts.set(status, (of.counts.get(status) ?? 0) + count)
  }
  const entries: string[] = []
  for (const [source, { slowestMs, counts }] of sources) {
    const how: string[] = []
    for (const [status, count] of counts) how.push(`${count} ${status}`)
    entries.push(`${source};dur=${slowestMs};desc="${how.join(' ')}"`)
  }
  return entries.join(', ')
}

const texts = new WeakMap<Part, string>()

/** Serializes a part; a frozen part cannot change and is serialized once. */
function textOfPart(part: Part): string {
  const known = texts.get(part)
  if (known !== undefined) return known
  const text = JSON.stringify(part)
  if (Object.isFrozen(part)) texts.set(part, text)
  return text
}

function textOfParts(parts: readonly Part[]): string {
  let text = ''
  for (const part of parts) text += `${text === '' ? '' : ','}${textOfPart(part)}`
  return `[${text}]`
}
