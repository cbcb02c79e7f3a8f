// Requests one item of a job with background priority. This is the only place where jobs use the pipeline.

import { follow } from '../core/abort.ts'
import type { Clock } from '../core/clock.ts'
import { AppError, isCapacityError } from '../core/errors.ts'
import { endFailed, type Span, type Tracing } from '../core/tracing.ts'
import { type CollectorOptions, createCollector } from '../parts/collector.ts'
import { Background, Context } from '../pipeline/context.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { JobKinds } from './kinds.ts'
import type { Checkpoint } from './record.ts'
import type { AskPart, JobRunner, PartOutcome, PartTask } from './runner.ts'

export interface JobRunnerOptions
  extends Pick<CollectorOptions, 'built' | 'settingsOf'>,
    Pick<Context, 'emit' | 'waitUntil'> {
  runtime: Pick<Runtime, 'clock' | 'decode' | 'scope'>
  kinds: JobKinds
  /** Records a trace of each part. Without it, parts are not traced. */
  tracing?: Tracing
  /** Maximum number of parts of one job that are requested at once. */
  concurrency: number
}

/** Budget of one request for a part, in ms. */
export const partMs = 30_000

/** A job stops retrying for lack of capacity once it has been running for this long, in ms. */
const patienceMs = 3_600_000
const minPauseMs = 1_000
const maxPauseMs = 60_000

/** Creates what a queue runs: it requests parts through the pipeline, in a scope of their own. */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { concurrency, runtime, tracing } = options
  return {
    concurrency,
    open() {
      const scope = runtime.scope()
      const ask: AskPart = (task) => askPart(task, scope, options)
      return tracing ? (task) => traced(task, tracing, (span) => askPart(task, scope, options, span)) : ask
    },
  }
}

async function askPart(
  { job, index, refusals, signal }: PartTask,
  scope: Context['scope'],
  options: JobRunnerOptions,
  span?: Span,
): Promise<PartOutcome> {
  const { runtime, kinds, built, settingsOf, emit, waitUntil } = options
  const { clock } = runtime
  const kind = kinds.get(job.kind)
  const input = kind?.input.safeParse(job.input)
  const item = kind?.item.safeParse(job.items[index])
  if (!kind || !input?.success || !item?.success) {
    throw new AppError('internal', `this version cannot run the job of kind ${job.kind}`)
  }
  const retryOnCapacity = clock.now() < (job.startedAt ?? clock.now()) + patienceMs
  const end = follow(signal)
  const late = new AppError('deadline', `no answer within ${partMs} ms`)
  const cancel = clock.after(partMs, () => end.abort(late))
  const { requestId } = job
  const background = new Background()
  const about = { scope, requestId, emit, waitUntil, span, background, retryOnCapacity }
  const ctx = new Context({ ...about, cancellation: end }, clock.elapsed() + partMs)
  try {
    signal.throwIfAborted()
    const collector = createCollector({
      context: () => ctx,
      requestId,
      emit,
      runtime,
      built,
      settingsOf,
      span,
    })
    const piece = await kind.ask(item.data, input.data, collector)
    signal.throwIfAborted()
    const [result] = collector.results()
    if (!result) throw new Error(`a job of kind ${kind.kind} requested no part for an item`)
    const { error, part, fetchedAt, freshUntil, attribution } = result
    if (error && retryOnCapacity && isCapacityError(error.code))
      return { retryMs: pauseOf(error, refusals, clock) }
    const checkpoint: Checkpoint = {
      index,
      part,
      piece: error ? null : piece,
      fetchedAt,
      freshUntil,
      attribution,
    }
    return { checkpoint }
  } finally {
    cancel()
    end.release()
  }
}

/** Milliseconds until the next try: exponential, at least the refusal's `Retry-After`, with up to 25 % jitter. */
function pauseOf({ retryAfterMs = 0 }: AppError, refusals: number, clock: Clock): number {
  const ms = Math.max(retryAfterMs, minPauseMs * 2 ** refusals)
  return Math.min(maxPauseMs, ms * (1 + clock.random() / 4))
}

/** Requests a part within a trace of its own. */
async function traced(
  { job, index, signal }: PartTask,
  tracing: Tracing,
  ask: (span: Span) => Promise<PartOutcome>,
): Promise<PartOutcome> {
  const span = tracing.start(`job ${job.kind}`, 'internal', {
    'tributary.request_id': job.requestId,
    'tributary.item': index,
  })
  try {
    const outcome = await ask(span)
    if ('retryMs' in outcome) span.note('no capacity', { 'tributary.retry_ms': outcome.retryMs })
    else if (outcome.checkpoint.part.error) span.fail(outcome.checkpoint.part.error.code)
    span.end()
    return outcome
  } catch (error) {
    endFailed(span, error, signal)
    throw error
  }
}
