import { orAbort } from '../core/abort.ts'
import { type AppError, errorKinds, toAppError } from '../core/errors.ts'
import type { RequestPart } from '../core/events.ts'
import { type Attributes, endFailed, type Span } from '../core/tracing.ts'
import type { Asking } from '../define/gathering.ts'
import type { BuiltSource } from '../pipeline/build.ts'
import type { Answer, Context, Timings } from '../pipeline/call.ts'
import { derive } from '../pipeline/derive.ts'
import { noting } from '../pipeline/noting.ts'
import type { Source } from '../pipeline/source.ts'
import type { Task } from '../pipeline/task.ts'
import type { DecodeTask, Runtime } from '../runtime/runtime.ts'
import type { Part } from './part.ts'
import { recollect } from './recollect.ts'

/** One part that has landed, with what the merge needs to know of it. */
export interface Landed {
  part: Part
  /** What it adds to the answer; null when it failed. */
  piece: unknown
  /** Epoch ms, or null for a failed part. */
  fetchedAt: number | null
  freshUntil: number | null
  attribution: string | null
  /** Whether memory still holds what it was made of; null when it did not come from there. */
  isHeld: (() => boolean) | null
  error: AppError | null
  /** For the log, where memory gave it at once. */
  told?: RequestPart
}

export interface GatherOptions {
  /** Opened when something has to be waited for: an answer that is all in memory needs no signal and no timer. */
  context(): Context
  runtime: Pick<Runtime, 'clock' | 'decode'>
  built(name: string): BuiltSource
  settingsOf: Asking['settings']
  /** Of what the parts are gathered for; none where nothing is traced. */
  span?: Span | undefined
  /** Called for each part the moment it lands, with how many have landed of those asked so far. */
  onPart?: ((landed: Landed, progress: { done: number; total: number }) => void) | undefined
}

export interface Gatherer extends Asking {
  /** Everything asked so far, in the order in which it was asked. */
  landed(): Landed[]
}

/** Collects the parts of one answer: it asks, times, labels, and never rejects for a part's failure. */
export function createGathering(options: GatherOptions): Gatherer {
  const { context, runtime, built, settingsOf, onPart } = options
  const { clock } = runtime
  const now = clock.now()
  const slots: (Landed | null)[] = []
  let done = 0

  const land = (slot: number, landed: Landed): void => {
    slots[slot] = landed
    done++
    onPart?.(landed, { done, total: slots.length })
  }

  return {
    now,
    settings: settingsOf,
    landed: () => slots.filter((landed) => landed !== null),

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
      const { recall, call, label, firstProvider, attribution, skipped: skippedIn, hasJobs, holding } = asked
      const slot = slots.push(null) - 1
      const startedAt = clock.elapsed()
      const base = { source: source.name, key: label(input) }
      const span = options.span?.child(`part ${source.name}`, 'internal', startOf(base))
      const took = (): number => hundredths(clock.elapsed() - startedAt)
      try {
        const known = recall(input, now)
        const answer = known ?? (await call(input, below(context(), span)))
        const { value, provider, fetchedAt, freshUntil } = answer
        const skipped = skippedIn(value)
        const presented = present(value)
        const piece = presented instanceof Promise ? await presented : presented
        const labels = { piece, fetchedAt, freshUntil, attribution: attribution(provider), error: null }
        if (known) {
          const { part, told } = recollect(known, source.name, base.key, skipped)
          const isHeld = holding(input, fetchedAt)
          // What was computed for it took its time.
          const own = presented instanceof Promise ? { ...part, tookMs: took() } : part
          if (span) endOf(span, own)
          land(slot, { ...labels, part: own, isHeld, told })
          return piece
        }
        const { status, attempts, timings } = answer as Answer<Out>
        const at = new Date(fetchedAt).toISOString()
        const part: Part = { ...base, provider, status, fetchedAt: at, tookMs: took(), attempts }
        if (skipped > 0) part.skipped = skipped
        if (status === 'fresh' && timings) part.timings = rounded(timings)
        const isHeld = status === 'cached' ? holding(input, fetchedAt) : null
        if (span) endOf(span, part)
        land(slot, { ...labels, part, isHeld })
        return piece
      } catch (thrown) {
        const ctx = context()
        // Somebody who has hung up, or a process that is ending, gets no parts at all.
        if (ctx.signal.aborted && !isDeadline(ctx.signal.reason)) {
          if (span) endFailed(span, ctx.signal.reason, ctx.signal)
          throw ctx.signal.reason
        }
        const error = toAppError(thrown)
        if (error.code === 'internal') {
          const cause = error.cause instanceof Error ? error.cause : error
          ctx.emit({ type: 'bug', message: cause.message, stack: cause.stack, requestId: ctx.requestId })
        }
        const { code, message, attempts, provider = firstProvider, retryAfterMs } = error
        const { status, title } = errorKinds[code]
        // A job comes back when it is its turn, which a caller cannot wait for.
        const detail =
          status === 503 && retryAfterMs !== undefined && hasJobs && ctx.spare === undefined
            ? `${message}; ${useJob}`
            : message
        const wait = retryAfterMs !== undefined && { retryAfterMs: Math.ceil(retryAfterMs) }
        const part: Part = {
          ...base,
          provider,
          status: 'failed',
          fetchedAt: null,
          tookMs: took(),
          attempts,
          error: { code, status, title, detail, ...wait },
        }
        if (span) endOf(span, part)
        land(slot, {
          part,
          piece: null,
          fetchedAt: null,
          freshUntil: null,
          attribution: null,
          isHeld: null,
          error,
        })
        return null
      }
    },
  }
}

const useJob = 'a job (`POST /v1/jobs`) waits for its turn'

/** Addresses are told without their parameters. */
const startOf = ({ source, key }: { source: string; key: string }): Attributes => ({
  'tributary.source': source,
  'tributary.key': key.replace(/[?#].*$/s, ''),
})

const below = (ctx: Context, span: Span | undefined): Context =>
  span ? derive(ctx, { span, emit: noting(span, ctx.emit) }) : ctx

function endOf(span: Span, { provider, status, attempts, error }: Part): void {
  span.set({ 'tributary.provider': provider, 'tributary.status': status, 'tributary.attempts': attempts })
  if (error) span.fail(error.code)
  span.end()
}

const hundredths = (ms: number): number => Math.round(ms * 100) / 100

const rounded = ({ queueMs, upstreamMs, decodeMs }: Timings): Timings => ({
  queueMs: hundredths(queueMs),
  upstreamMs: hundredths(upstreamMs),
  decodeMs: hundredths(decodeMs),
})

const isDeadline = (reason: unknown): boolean => toAppError(reason).code === 'deadline'
