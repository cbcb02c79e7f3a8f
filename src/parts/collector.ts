import { toAppError } from '../core/errors.ts'
import type { Emit } from '../core/events.ts'
import { type Attributes, endFailed, type Span } from '../core/tracing.ts'
import type { Collector } from '../define/collector.ts'
import type { BuiltSource } from '../pipeline/build.ts'
import type { Answer, Loaded } from '../pipeline/call.ts'
import { Attempts, type Context } from '../pipeline/context.ts'
import { decodeWithin } from '../pipeline/decode-within.ts'
import type { Source } from '../pipeline/source.ts'
import type { Task } from '../pipeline/task.ts'
import type { DecodeTask, Runtime } from '../runtime/runtime.ts'
import { createFanOut } from './fan-out.ts'
import {
  type CollectedPart,
  cachedPart,
  cachedPiece,
  failedPart,
  hundredths,
  loadedPart,
} from './part-entry.ts'

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

/** A value from memory, or an answer. */
type Collected = Loaded<unknown> & Partial<Pick<Answer<unknown>, 'status' | 'timings'>>

/** A part that has been requested and has not finished. */
interface OpenPart {
  readonly asked: BuiltSource
  readonly slot: number
  readonly startedAt: number
  readonly cacheKey: string
  readonly base: { source: string; key: string }
  readonly span: Span | undefined
  readonly attempts: Attempts
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

  const settle = ({ slot, span }: OpenPart, result: CollectedPart): void => {
    const { entry, part } = result
    if (span) {
      const { provider, status, attempts } = entry
      span.set({ 'tributary.provider': provider, 'tributary.status': status, 'tributary.attempts': attempts })
      if (part.error) span.fail(part.error.code)
      span.end()
    }
    // Spread first: the other order takes four times as long.
    emit({ ...entry, type: 'part', requestId })
    slots[slot] = result
    done++
    onPart?.(result, { done, total: slots.length })
  }

  const open = <In, Out, Settings>(source: Source<In, Out, Settings>, input: In): OpenPart => {
    const asked = built(source.name)
    const base = { source: source.name, key: asked.label(input) }
    const span = options.span?.child(`part ${source.name}`, 'internal', startOf(base))
    const slot = slots.push(null) - 1
    const startedAt = clock.elapsed()
    return { asked, slot, startedAt, cacheKey: asked.key(input), base, span, attempts: new Attempts() }
  }

  const load = ({ asked, attempts, span, cacheKey }: OpenPart, input: unknown): Promise<Collected> => {
    const ctx = context().with({ attempts })
    return asked.ask(input, span ? ctx.below(span) : ctx, cacheKey)
  }

  const tookMs = ({ startedAt }: OpenPart): number => hundredths(clock.elapsed() - startedAt)

  /** Reports a part that took no time, from memory. */
  const recalled = <Piece>(open: OpenPart, known: Loaded<unknown>, piece: Piece): Piece => {
    const { asked, base, cacheKey } = open
    settle(open, { ...cachedPart(known, asked, { cacheKey, key: base.key }), piece })
    return piece
  }

  /** Reports any other part with data. */
  const landed = <Piece>(open: OpenPart, answer: Collected, piece: Piece): Piece => {
    const { asked, base, attempts, cacheKey } = open
    const { value, provider, fetchedAt, freshUntil, status = 'cached' } = answer
    const skipped = asked.skipped(value)
    const isHeld = status === 'cached' ? asked.isHeld(cacheKey, fetchedAt) : null
    const attribution = asked.attribution(provider)
    const entry = { ...base, provider, status, tookMs: tookMs(open), attempts: attempts.made }
    const reported = loadedPart(entry, answer, skipped)
    settle(open, { ...reported, piece, fetchedAt, freshUntil, attribution, isHeld, error: null })
    return piece
  }

  /** Reports a failed part; throws after a disconnect or during a shutdown, when no part is reported. */
  const failed = (open: OpenPart, thrown: unknown): null => {
    const { asked, base, span, attempts } = open
    const { cancellation, background } = context()
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
    const entry = {
      ...base,
      provider,
      status: 'failed',
      tookMs: tookMs(open),
      attempts: attempts.made,
    } as const
    // A job retries later; a caller cannot wait that long.
    const reported = failedPart(entry, error, asked.hasJobs && !background)
    const nothing = { piece: null, fetchedAt: null, freshUntil: null, attribution: null, isHeld: null }
    settle(open, { ...nothing, ...reported, error })
    return null
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
      const value = await decodeWithin(runtime, task, ctx.cancellation).catch((error: unknown) => {
        if (span) endFailed(span, error, ctx.cancellation)
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
      form?: string,
    ): Promise<Piece | null> {
      const part = open(source, input)
      try {
        const known = part.asked.peek(part.cacheKey, now)
        let answer: Collected | undefined = known
        if (known) emit({ type: 'cache', source: source.name, tier: 'memory', outcome: 'hit' })
        if (!answer) {
          const wait = turns.take(context().cancellation)
          if (wait) await wait
          try {
            answer = await load(part, input)
          } finally {
            turns.give()
          }
        }
        const presented = known ? cachedPiece(known, present, form) : present(answer.value as Out)
        if (presented instanceof Promise) return landed(part, answer, await presented)
        return known ? recalled(part, known, presented) : landed(part, answer, presented)
      } catch (thrown) {
        return failed(part, thrown)
      }
    },
  }
}

/** Addresses are shown without their parameters. */
const startOf = ({ source, key }: { source: string; key: string }): Attributes => ({
  'tributary.source': source,
  'tributary.key': key.replace(/[?#].*$/s, ''),
})

const isDeadline = (reason: unknown): boolean => toAppError(reason).code === 'deadline'
