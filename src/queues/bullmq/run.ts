// One run of a job in this process: from the moment when it is dispatched here until it has ended, or is somebody else's.
import type { Clock } from '../../core/clock.ts'
import { AppError, toAppError } from '../../core/errors.ts'
import type { Emit } from '../../core/events.ts'
import type { JobRecord } from '../../jobs/record.ts'
import type { Outcome, Task, Work } from '../../jobs/work.ts'
import type { Listener } from '../../runtime/runtime.ts'
import type { Begun, Keep } from './keep.ts'
import { isAway, patiently } from './reach.ts'

export interface RunOptions {
  keep: Keep
  clock: Clock
  emit: Emit
  work: Work
  /** Hears when the job is cancelled. */
  listener: Listener
  /** Tells BullMQ that the job is still being run. */
  renew(signal: AbortSignal): Promise<unknown>
  /** Time between two renewals, in ms; a cancelling that was not heard is noticed then. */
  renewMs: number
}

/**
 * Runs a job that has been dispatched to this process. Resolves when it is over with it: the job has ended, or another worker
 * goes on with it. Rejects with the reason when it is aborted by who began it, and when Redis was away for too long: the job is
 * to be gone on with then.
 */
export async function runJob(id: string, options: RunOptions, end: AbortController): Promise<void> {
  const { keep, clock, listener } = options
  const { signal } = end
  try {
    for (;;) {
      const begun = await patiently(clock, (until) => keep.begin(id, until), signal)
      if (!begun || (await runOnce(begun, options, end))) return
    }
  } catch (thrown) {
    if (!isOver(signal)) throw thrown
  } finally {
    listener.end()
  }
}

const isOver = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof AppError && reason.code === 'gone'

/** True when the job has ended; false when Redis has lost some of what had landed, and it must be gone on with. */
async function runOnce(begun: Begun, options: RunOptions, end: AbortController): Promise<boolean> {
  const { keep, clock, work, emit } = options
  const { signal } = end
  const { run } = begun
  const { id } = begun.job
  const landed = [...begun.landed]
  const beat = new AbortController()
  void heartbeat(id, run, options, end, beat.signal)

  const checkpoint: Task['checkpoint'] = async (given) => {
    const standing = await patiently(clock, (until) => keep.land(id, run, given, until), signal)
    if (standing === 'ours') landed.push({ index: given.index, code: given.part.error?.code ?? null })
    else if (standing !== 'again') stopBecause(standing, end)
    signal.throwIfAborted()
  }
  const once = async (): Promise<Outcome> => {
    const job = { ...begun.job, done: landed.length }
    try {
      return await work({ job, landed: [...landed], signal, checkpoint })
    } catch (thrown) {
      if (signal.aborted || isAway(thrown)) throw thrown
      return bugOf(thrown, job, emit)
    }
  }
  try {
    for (;;) {
      const outcome = await once()
      signal.throwIfAborted()
      if (outcome.state === 'more') {
        await clock.wait(outcome.waitMs, signal)
        continue
      }
      const { state } = outcome
      const error = outcome.state === 'failed' ? outcome.error : null
      const ending = { run, state, error, landed: landed.length }
      return (await patiently(clock, (until) => keep.finish(id, ending, until), signal)) !== 'lost'
    }
  } finally {
    beat.abort()
  }
}

/** What a job comes to whose work has thrown what it should not. */
function bugOf(thrown: unknown, { requestId }: JobRecord, emit: Emit): Outcome {
  const error = toAppError(thrown)
  if (error.code === 'internal') {
    const cause = error.cause instanceof Error ? error.cause : error
    emit({ type: 'bug', message: cause.message, stack: cause.stack, requestId })
  }
  return { state: 'failed', error: { code: error.code, detail: error.message } }
}

/** Says that the job is being run, and finds out when it no longer is this run's to go on with. */
async function heartbeat(
  id: string,
  run: string,
  { keep, listener, renew, renewMs }: RunOptions,
  end: AbortController,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await listener.heard(renewMs, signal)
      const standing = await keep.check(id, run, signal)
      if (standing !== 'ours') return stopBecause(standing, end)
      await renew(signal)
    } catch {
      // Redis is away, and the next beat tries again; or the run is over.
    }
  }
}

function stopBecause(standing: 'ended' | 'superseded', end: AbortController): void {
  const why = standing === 'ended' ? 'the job was cancelled' : 'another worker goes on with the job'
  end.abort(new AppError('gone', why))
}
