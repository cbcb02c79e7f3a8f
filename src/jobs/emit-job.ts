import type { Clock } from '../core/clock.ts'
import type { Emit } from '../core/events.ts'
import type { JobRecord, JobState } from './record.ts'

export interface ObserveOptions {
  clock: Pick<Clock, 'now'>
  emit: Emit
}

/** Emits the event that a job has entered a state; called once per state by the process that changed it. */
export function emitJob(job: JobRecord, state: JobState, { clock, emit }: ObserveOptions): void {
  const { kind, requestId, done, items, createdAt, error } = job
  const tookMs = Math.max(0, clock.now() - createdAt)
  emit({ type: 'job', kind, state, requestId, done, total: items.length, tookMs, code: error?.code ?? null })
}

/** Reports a part whose request threw an unexpected error. */
export function emitBug(error: unknown, { requestId }: JobRecord, emit: Emit): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  emit({ type: 'bug', message, stack, requestId })
}
