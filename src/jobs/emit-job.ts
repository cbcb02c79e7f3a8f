import type { Clock } from '../core/clock.ts'
import type { Emit } from '../core/events.ts'
import type { JobRecord, JobState } from './record.ts'

export interface EmitJobOptions {
  clock: Pick<Clock, 'now'>
  emit: Emit
}

/** Emits the `job` event for a job that has entered this state. Called once per state, by the process that changed it. */
export function emitJob(job: JobRecord, state: JobState, { clock, emit }: EmitJobOptions): void {
  const { kind, requestId, done, items, createdAt, error } = job
  const tookMs = Math.max(0, clock.now() - createdAt)
  emit({ type: 'job', kind, state, requestId, done, total: items.length, tookMs, code: error?.code ?? null })
}

/** Emits the `bug` event for a part whose loading threw something unexpected. */
export function emitBug(error: unknown, { requestId }: JobRecord, emit: Emit): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  emit({ type: 'bug', message, stack, requestId })
}
