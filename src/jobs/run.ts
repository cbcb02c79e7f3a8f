// Runs jobs, whatever keeps them: asks for each item that has not landed yet, a few at a time, on what callers leave over.
import { z } from 'zod'
import { createGathering, type GatherOptions, type Landed } from '../briefing/gather.ts'
import { follow, neverAborted } from '../core/abort.ts'
import type { Clock } from '../core/clock.ts'
import { AppError, type ErrorCode } from '../core/errors.ts'
import { endFailed, type Span, type Tracing } from '../core/tracing.ts'
import type { JobKind } from '../define/job-kind.ts'
import type { Context } from '../pipeline/call.ts'
import { isWantOfCapacity } from '../pipeline/want-of-capacity.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { JobKinds } from './kinds.ts'
import type { Checkpoint, JobFailure } from './record.ts'
import type { Outcome, Task, Work } from './work.ts'

export interface RunOptions
  extends Pick<GatherOptions, 'built' | 'settingsOf'>,
    Pick<Context, 'emit' | 'waitUntil'> {
  runtime: Pick<Runtime, 'clock' | 'decode' | 'scope'>
  kinds: JobKinds
  /** Records a trace of each run; none without it. */
  tracing?: Tracing
  /** Items of one job that are asked for at once. */
  concurrency: number
  /** Time for asking once for an item, in ms. */
  itemMs?: number
  /** An item for which there is no capacity is asked for so often in one run; the last failure counts. */
  tries?: number
  /** A job that has been running for longer waits for capacity no more, in ms. */
  patienceMs?: number
}

/** Time for asking once for an item unless said otherwise, in ms. */
export const defaultItemMs = 30_000

const shortestPauseMs = 100
const longestPauseMs = 60_000

/** Makes the work that a queue is started with. */
export function createRunner(options: RunOptions): Work {
  const { kinds, runtime, tracing } = options
  const { clock } = runtime
  const run = async (task: Task, span?: Span): Promise<Outcome> => {
    task.signal.throwIfAborted()
    const { job, landed, slice } = task
    const plan = planOf(kinds.get(job.kind), task)
    if (!plan) return failed('internal', `this version cannot run the job of kind ${job.kind}`)
    const codes = new Map(landed.map(({ index, code }) => [index, code]))
    const todo = plan.items.keys().filter((index) => !codes.has(index))
    const endsAt = slice ? clock.elapsed() + slice.ms : Infinity
    let left = slice?.items ?? Infinity
    let waitMs = Infinity
    // One that breaks ends the others.
    const ending = follow(task.signal)
    const asker = createAsker(options, task, plan, { signal: ending.signal, endsAt, span })

    const lane = async (): Promise<void> => {
      while (left > 0 && clock.elapsed() < endsAt) {
        ending.signal.throwIfAborted()
        const { value: index, done } = todo.next()
        if (done) return
        left--
        const outcome = await asker(index)
        if (typeof outcome === 'number') {
          waitMs = Math.min(waitMs, outcome)
          continue
        }
        await task.checkpoint(outcome)
        codes.set(index, outcome.part.error?.code ?? null)
      }
    }
    const guarded = async (): Promise<void> => lane().catch((error: unknown) => ending.abort(error))
    await Promise.all(Array.from({ length: options.concurrency }, guarded))
    ending.release()
    ending.signal.throwIfAborted()
    if (codes.size < plan.items.length) return { state: 'more', waitMs: Number.isFinite(waitMs) ? waitMs : 0 }
    return outcomeOf([...codes.values()])
  }
  if (!tracing) return (task) => run(task)
  return async (task) => {
    const { job, landed, signal } = task
    const span = tracing.start(`job ${job.kind}`, 'internal', {
      'tributary.request_id': job.requestId,
      'tributary.items': job.items.length,
      'tributary.landed': landed.length,
    })
    try {
      const outcome = await run(task, span)
      span.set({ 'tributary.outcome': outcome.state })
      if (outcome.state === 'failed') span.fail(outcome.error.code)
      span.end()
      return outcome
    } catch (error) {
      endFailed(span, error, signal)
      throw error
    }
  }
}

interface Plan {
  kind: JobKind
  input: unknown
  items: readonly unknown[]
}

/** What was stored, read as this version reads it; null when it no longer can. */
function planOf(kind: JobKind | undefined, { job }: Task): Plan | null {
  const input = kind?.input.safeParse(job.input)
  const items = kind && z.array(kind.item).safeParse(job.items)
  return kind && input?.success && items?.success ? { kind, input: input.data, items: items.data } : null
}

/**
 * Makes what asks for one item until it has landed: a checkpoint, or in how many ms to come back when the slice is over
 * before there was capacity for it.
 */
function createAsker(
  options: RunOptions,
  { job }: Task,
  { kind, input, items }: Plan,
  { signal, endsAt, span }: { signal: AbortSignal; endsAt: number; span: Span | undefined },
): (index: number) => Promise<Checkpoint | number> {
  const { runtime, built, settingsOf, emit, waitUntil } = options
  const { clock } = runtime
  const { itemMs = defaultItemMs, tries = 20, patienceMs = 3_600_000 } = options
  const scope = runtime.scope()
  const patientUntil = (job.startedAt ?? clock.now()) + patienceMs

  const ask = async (item: unknown, patient: boolean): Promise<{ landed: Landed; piece: unknown }> => {
    const end = follow(signal)
    const late = new AppError('deadline', `no answer within ${itemMs} ms`)
    const cancel = clock.after(itemMs, () => end.abort(late))
    const ctx: Context = {
      signal: end.signal,
      deadline: clock.elapsed() + itemMs,
      scope,
      requestId: job.requestId,
      emit,
      waitUntil,
      spare: neverAborted,
      patient,
      ...(span && { span }),
    }
    try {
      const gathering = createGathering({ context: () => ctx, runtime, built, settingsOf, span })
      const piece = await kind.ask(item, input, gathering)
      signal.throwIfAborted()
      const [landed] = gathering.landed()
      if (!landed) throw new Error(`a job of kind ${kind.kind} has asked nothing for an item`)
      return { landed, piece }
    } finally {
      cancel()
      end.release()
    }
  }

  return async (index) => {
    for (let left = tries; ; left--) {
      const mayWait = left > 1 && clock.now() < patientUntil
      const { landed, piece } = await ask(items[index], mayWait)
      const { error, part, fetchedAt, freshUntil, attribution } = landed
      if (!error || !mayWait || !isWantOfCapacity(error.code)) {
        return { index, part, piece: error ? null : piece, fetchedAt, freshUntil, attribution }
      }
      const pauseMs = pauseOf(error, tries - left, clock)
      if (clock.elapsed() + pauseMs >= endsAt) return pauseMs
      await clock.wait(pauseMs, signal)
    }
  }
}

/** As long as the refusal says, else longer each time; never all at the same instant. */
function pauseOf({ retryAfterMs }: AppError, before: number, clock: Clock): number {
  const ms = (retryAfterMs ?? 1_000 * 2 ** before) * (1 + clock.random() / 4)
  return Math.min(longestPauseMs, Math.max(shortestPauseMs, ms))
}

/** Nothing to do is done; a job of which every part failed has failed as all of them did. */
function outcomeOf(codes: readonly (ErrorCode | null)[]): Outcome {
  const [first = null] = codes
  if (codes.includes(null) || first === null) return { state: 'done' }
  const parts = codes.length === 1 ? 'the only part' : `all ${codes.length} parts`
  const isOne = codes.every((code) => code === first)
  return failed(isOne ? first : 'upstream_error', `${parts} failed; \`result.parts\` says why`)
}

const failed = (code: JobFailure['code'], detail: string): Outcome => ({
  state: 'failed',
  error: { code, detail },
})
