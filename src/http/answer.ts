import type { Merged } from '../briefing/merge.ts'
import type { Part } from '../briefing/part.ts'
import { problemHeaders, problemOf } from './problem.ts'
import { hashText, matchesTag } from './tag.ts'

export interface AnswerContext {
  path: string
  requestId: string
  now: number
  ifNoneMatch: string | undefined
  preferenceApplied: string | null
}

/** An aggregated answer as HTTP: its status, its headers, and a body that was serialised once. */
export function answerResponse(merged: Merged, context: AnswerContext): Response {
  const { envelope, failure } = merged
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    vary: 'Accept, Prefer, Accept-Encoding',
    'server-timing': serverTiming(envelope.parts),
    'cache-control': cacheControl(merged, context),
    ...(context.preferenceApplied !== null && { 'preference-applied': context.preferenceApplied }),
    ...(merged.oldest !== null && { age: secondsOf(context.now - merged.oldest) }),
  }
  if (failure) {
    const problem = problemOf(failure, { ...context, parts: envelope.parts })
    return new Response(JSON.stringify(problem), {
      status: failure.status,
      headers: { ...headers, ...problemHeaders(failure) },
    })
  }
  const data = JSON.stringify(envelope.data)
  const etag = `W/"${hashText(data + envelope.complete + flawsOf(envelope.parts))}"`
  if (matchesTag(context.ifNoneMatch, etag)) {
    const { 'content-type': _, ...rest } = headers
    return new Response(null, { status: 304, headers: { ...rest, etag } })
  }
  const { complete, parts, meta } = envelope
  const body = `{"complete":${complete},"data":${data},"parts":${JSON.stringify(parts)},"meta":${JSON.stringify(meta)}}`
  return new Response(body, { status: 200, headers: { ...headers, etag } })
}

/** Whole seconds, as headers count them. */
export const secondsOf = (ms: number): string => String(Math.max(0, Math.floor(ms / 1_000)))

/** Only what a reader would call a difference: whether a part was fresh or cached is none. */
const flawsOf = (parts: readonly Part[]): string =>
  parts
    .filter(({ status }) => status === 'failed' || status === 'stale')
    .map(({ source, key, status, error }) => `${source} ${key} ${status} ${error?.code ?? ''}`)
    .join()

function cacheControl({ envelope, freshUntil }: Merged, { now }: AnswerContext): string {
  if (!envelope.complete) return 'no-store'
  return `public, max-age=${freshUntil === null ? 0 : secondsOf(freshUntil - now)}`
}

/** One entry a source: the time of its slowest part, and how its parts came. */
function serverTiming(parts: readonly Part[]): string {
  const slowest = new Map<string, number>()
  const counts = new Map<string, Map<string, number>>()
  for (const { source, status, tookMs } of parts) {
    slowest.set(source, Math.max(slowest.get(source) ?? 0, tookMs))
    const of = counts.get(source) ?? new Map<string, number>()
    of.set(status, (of.get(status) ?? 0) + 1)
    counts.set(source, of)
  }
  const describe = (source: string): string =>
    [...(counts.get(source) ?? [])].map(([status, count]) => `${count} ${status}`).join(' ')
  return [...slowest].map(([source, ms]) => `${source};dur=${ms};desc="${describe(source)}"`).join(', ')
}
