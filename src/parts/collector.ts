import { orAbort } from '../core/abort.ts'
import { type AppError, errorKinds, toAppError } from '../core/errors.ts'
import type { Emit, RequestPart } from '../core/events.ts'
import { type Attributes, endFailed, type Span } from '../core/tracing.ts'
import type { Collector } from '../define/collector.ts'
import type { BuiltSource } from '../pipeline/build.ts'
import type { Answer, Loaded, Timings } from '../pipeline/call.ts'
import { Attempts, type Context } from '../pipeline/context.ts'
import type { Source } from '../pipeline/source.ts'
import type { Task } from '../pipeline/task.ts'
import type { DecodeTask, Runtime } from '../runtime/runtime.ts'
import { cachedPart } from './cached-part.ts'
import { createFanOut } from './fan-out.ts'
import type { Part } from './part.ts'

/** One finished part, with the facts that the merge needs. */
export interface PartResult {
  part: Part
  /** The data that it adds to the answer; null when it failed. */
  piece: unknown
  /** Epoch ms, or null for a failed part. */
  fetchedAt: number | null
  freshUntil: number | null
  attribution: string | null
  /** Tells whether memory still holds its value; null when the value did not come from memory. */
  isHeld: (() => boolean) | null
  error: AppError | null
}

/** One part as it was collected. */
export interface CollectedPart extends PartResult {
  /** The part as it is logged and sent in events. */
  entry: RequestPart
}

export interface CollectorOptions {
  /** Called only when a part has to wait: an answer wholly from memory needs no signal and no timer. */
  context(): Context
  requestId: string
  emit: Emit
  runtime: Pick<Runtime, 'clock' | 'decode'>
  built(name: string): BuiltSource
  settingsOf: Collector['settings']
  /** Maximum number of parts loaded at once, so that a large request leaves room for others; unlimited by default. */
  fanOut?: number
  /** Parent span of the parts; absent when tracing is off. */
  span?: Span | undefined
  /** Called when a part finishes, with the number of finished and requested parts. */
  onPart?: ((result: CollectedPart, progress: { done: number; total: number }) => void) | undefined
}

export interface PartCollector extends Collector {
  /** All parts requested so far, in the order of the calls. */
  results(): CollectedPart[]
}

/**
 * Collects the parts of one answer. Every part is timed, labelled and reported here, whatever its origin. Never rejects for a
 * part's failure.
 */
export function createCollector(options: CollectorOptions): PartCollector {
  const { context, requestId, emit, runtime, built, settingsOf, fanOut, onPart } = options
  const { clock } = runtime
  const now = clock.now()
  const slots: (CollectedPart | null)[] = []
  const turns = createFanOut(fanOut ?? Number.POSITIVE_INFINITY)
  let done = 0

  const settle = (slot: number, result: CollectedPart, span: Span | undefined): void => {
    const { entry, part } = result
    if (span) {
      const { provider, status, attempts } = entry
      span.set({ 'tributary.provider': provider, 'tributary.status': status, 'tributary.attempts': attempts })
      if (part.error) span.fail(part.error.code)
      span.end()
    }
    emit({ type: 'part', requestId, ...entry })
    slots[slot] = result
    done++
    onPart?.(result, { done, total: slots.length })
  }

  return {
    now,
    settings: settingsOf,
    results: () => slots.filter((result) => result !== null),

    async compute<In, Out>(
      { name, decode }: Task<In, Out>,
      text: string,
      input: In,
      { offloadAbove }: { offloadAbove: number },
    ): Promise<Out> {
      const ctx = context()
      const startedAt = clock.elapsed()
      const task: DecodeTask = {
        name,
        decode: decode as DecodeTask['decode'],
        body: text,
        input,
        offloadAbove,
      }
      const where = text.length > offloadAbove ? 'thread' : 'inline'
      const span = options.span?.child(`compute ${name}`, 'internal', { 'tributary.where': where })
      const value = await orAbort(runtime.decode(task, ctx.signal), ctx.signal).catch((error: unknown) => {
        if (span) endFailed(span, error, ctx.signal)
        throw error
      })
      span?.end()
      const tookMs = clock.elapsed() - startedAt
      ctx.emit({ type: 'compute', task: name, where, characters: text.length, tookMs })
      return value as Out
    },

    async ask<In, Out, Settings, Piece>(
      source: Source<In, Out, Settings>,
      input: In,
      present: (value: Out) => Piece | Promise<Piece>,
    ): Promise<Piece | null> {
      const asked = built(source.name) as unknown as BuiltSource<In, Out>
      const slot = slots.push(null) - 1
      const startedAt = clock.elapsed()
      const took = (): number => hundredths(clock.elapsed() - startedAt)
      const cacheKey = asked.key(input)
      const base = { source: source.name, key: asked.label(input) }
      const span = options.span?.child(`part ${source.name}`, 'internal', startOf(base))
      const attempts = new Attempts()
      try {
        const known = asked.peek(cacheKey, now)
        let loaded: Answer<Out> | undefined
        if (known) emit({ type: 'cache', source: source.name, tier: 'memory', outcome: 'hit' })
        else {
          const wait = turns.take(context().cancellation)
          if (wait) await wait
          try {
            const ctx = context().with({ attempts })
            loaded = await asked.ask(input, span ? ctx.below(span) : ctx, cacheKey)
          } finally {
            turns.give()
          }
        }
        const { value, provider, fetchedAt, freshUntil } = (loaded ?? known) as Loaded<Out>
        const status = loaded?.status ?? 'cached'
        const skipped = asked.skipped(value)
        const presented = present(value)
        const isComputed = presented instanceof Promise
        const piece = isComputed ? await presented : presented
        const isHeld = status === 'cached' ? asked.isHeld(cacheKey, fetchedAt) : null
        const { part, entry } =
          known && !isComputed
            ? cachedPart(known, base.source, base.key, skipped)
            : partOf({ ...base, provider, status, tookMs: took(), attempts: attempts.made }, loaded, {
                fetchedAt,
                skipped,
              })
        const attribution = asked.attribution(provider)
        settle(slot, { part, entry, piece, fetchedAt, freshUntil, attribution, isHeld, error: null }, span)
        return piece
      } catch (thrown) {
        const ctx = context()
        // After a disconnect or during shutdown no part is reported.
        const { cancellation } = ctx
        if (cancellation.aborted && !isDeadline(cancellation.reason)) {
          if (span) endFailed(span, cancellation.reason, cancellation)
          throw cancellation.reason
        }
        const error = toAppError(thrown)
        if (error.code === 'internal') {
          const cause = error.cause instanceof Error ? error.cause : error
          emit({ type: 'bug', message: cause.message, stack: cause.stack, requestId })
        }
        const provider = error.provider ?? attempts.provider ?? asked.firstProvider
        const failed = {
          ...base,
          provider,
          status: 'failed',
          tookMs: took(),
          attempts: attempts.made,
        } as const
        // A job retries later; a caller cannot wait that long.
        const { part, entry } = failedPartOf(failed, error, asked.hasJobs && !ctx.background)
        const nothing = { piece: null, fetchedAt: null, freshUntil: null, attribution: null, isHeld: null }
        settle(slot, { ...nothing, part, entry, error }, span)
        return null
      }
    },
  }
}

/** Addresses are shown without their parameters. */
const startOf = ({ source, key }: { source: string; key: string }): Attributes => ({
  'tributary.source': source,
  'tributary.key': key.replace(/[?#].*$/s, ''),
})

const hundredths = (ms: number): number => Math.round(ms * 100) / 100

/** The part of a loaded value, and its log entry. */
function partOf(
  entry: RequestPart,
  loaded: Answer<unknown> | undefined,
  { fetchedAt, skipped }: { fetchedAt: number; skipped: number },
): { part: Part; entry: RequestPart } {
  const part: Part = { ...entry, fetchedAt: new Date(fetchedAt).toISOString() }
  if (skipped > 0) part.skipped = skipped
  if (loaded?.status === 'fresh' && loaded.timings) part.timings = rounded(loaded.timings)
  return { part, entry }
}

/** The part of a failure, and its log entry; `mayUseJob` when the caller could submit a job instead. */
function failedPartOf(
  base: RequestPart,
  { code, message, retryAfterMs }: AppError,
  mayUseJob: boolean,
): { part: Part; entry: RequestPart } {
  const { status, title } = errorKinds[code]
  const mentionsJobs = mayUseJob && status === 503 && retryAfterMs !== undefined
  const detail = mentionsJobs ? `${message}; a job (\`POST /v1/jobs\`) waits for its turn` : message
  const wait = retryAfterMs !== undefined && { retryAfterMs: Math.ceil(retryAfterMs) }
  return {
    part: { ...base, fetchedAt: null, error: { code, status, title, detail, ...wait } },
    entry: { ...base, code, detail: message },
  }
}

const rounded = ({ queueMs, upstreamMs, decodeMs }: Timings): Timings => ({
  queueMs: hundredths(queueMs),
  upstreamMs: hundredths(upstreamMs),
  decodeMs: hundredths(decodeMs),
})

const isDeadline = (reason: unknown): boolean => toAppError(reason).code === 'deadline'
