import type { Caching } from '../define/route.ts'
import type { Merged } from '../parts/merge.ts'
import type { Part } from '../parts/part.ts'
import type { Fragments } from './fragments.ts'
import { problemHeaders, problemOf } from './problem.ts'
import { hashText } from './tag.ts'

export interface AnswerContext {
  path: string
  requestId: string
  traceId?: string
  now: number
  preferenceApplied: string | null
  fragments: Fragments
  caching: Caching
  callerHeaders: readonly string[]
}

/** What is sent: a status, the headers that the answer itself asks for, and a body that was serialised once. */
export interface WrittenAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** An aggregated answer as HTTP. */
export function writeAnswer(merged: Merged, context: AnswerContext): WrittenAnswer {
  const { envelope, failure, pieces } = merged
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    vary: ['Accept, Prefer, Accept-Encoding', ...context.callerHeaders].join(', '),
    'server-timing': serverTiming(envelope.parts),
    'cache-control': cacheControl(merged, context),
  }
  if (context.preferenceApplied !== null) headers['preference-applied'] = context.preferenceApplied
  if (merged.oldest !== null) headers.age = secondsOf(context.now - merged.oldest)
  if (failure) {
    const problem = problemOf(failure, { ...context, parts: envelope.parts })
    const fields = { ...headers, ...problemHeaders(failure) }
    return { status: failure.status, headers: fields, body: JSON.stringify(problem) }
  }
  const { complete, data, parts, meta } = envelope
  const { text, digest } = context.fragments.write(data, (value) => pieces.has(value))
  headers.etag = `W/"${hashText(digest + complete + flawsOf(parts))}"`
  const body = `{"complete":${complete},"data":${text},"parts":${textOfParts(parts)},"meta":${JSON.stringify(meta)}}`
  return { status: 200, headers, body }
}

/** Whole seconds, as headers count them. */
export const secondsOf = (ms: number): string => String(Math.max(0, Math.floor(ms / 1_000)))

/** Only what a reader would call a difference: whether a part was fresh or cached is none. */
const flawsOf = (parts: readonly Part[]): string =>
  parts
    .filter(({ status }) => status === 'failed' || status === 'stale')
    .map(({ source, key, status, error }) => `${source} ${key} ${status} ${error?.code ?? ''}`)
    .join()

function cacheControl({ envelope, freshUntil }: Merged, { now, caching }: AnswerContext): string {
  if (!envelope.complete || caching === 'none') return 'no-store'
  return `${caching}, max-age=${freshUntil === null ? 0 : secondsOf(freshUntil - now)}`
}

/** One entry a source: the time of its slowest part, and how its parts came. */
function serverTiming(parts: readonly Part[]): string {
  const sources = new Map<string, { slowestMs: number; counts: Record<string, number> }>()
  for (const { source, status, tookMs } of parts) {
    let of = sources.get(source)
    if (!of) {
      of = { slowestMs: 0, counts: {} }
      sources.set(source, of)
    }
    if (tookMs > of.slowestMs) of.slowestMs = tookMs
    of.counts[status] = (of.counts[status] ?? 0) + 1
  }
  const entries: string[] = []
  for (const [source, { slowestMs, counts }] of sources) {
    const how = Object.entries(counts).map(([status, count]) => `${count} ${status}`)
    entries.push(`${source};dur=${slowestMs};desc="${how.join(' ')}"`)
  }
  return entries.join(', ')
}

const texts = new WeakMap<Part, string>()

/** A part that is frozen is the same each time, and its text is made once. */
function textOfPart(part: Part): string {
  if (!Object.isFrozen(part)) return JSON.stringify(part)
  let text = texts.get(part)
  if (text === undefined) {
    text = JSON.stringify(part)
    texts.set(part, text)
  }
  return text
}

const textOfParts = (parts: readonly Part[]): string => `[${parts.map(textOfPart).join(',')}]`
