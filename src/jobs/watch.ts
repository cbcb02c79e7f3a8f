import { createLatches, type Latch, type Latches } from '../core/latch.ts'
import type { JobChange, JobQueue } from './queue.ts'
import { hasEnded } from './record.ts'

/** Maximum number of checkpoints in one change. */
const maxAtOnce = 50

export interface Watchers {
  /** Signals that this job, or any job, may have changed. */
  wake: Latches['wake']
  watch: JobQueue['watch']
}

/**
 * Watches jobs by polling their checkpoints after each `wake`. Only a position is remembered, so a slow reader misses nothing and
 * buffers nothing, and a superfluous `wake` costs one read.
 */
export function createWatchers(
  queue: Pick<JobQueue, 'find' | 'checkpoints'>,
  changed = (latch: Latch, signal: AbortSignal): Promise<void> => latch.changed(signal),
): Watchers {
  const latches = createLatches()

  async function* read(
    id: string,
    after: number,
    latch: Latch,
    signal: AbortSignal,
  ): AsyncGenerator<JobChange, void, void> {
    let seen = after
    let told = ''
    for (;;) {
      // The job is read first, so that every checkpoint it counts can be read afterwards, and all of them once it has ended.
      const job = await queue.find(id, signal)
      if (job === null || job === 'gone') return
      const landed = await queue.checkpoints(id, { after: seen, max: maxAtOnce }, signal)
      seen += landed.length
      const state = `${job.state} ${job.done}`
      if (landed.length > 0 || state !== told) {
        told = state
        yield { job, landed }
      }
      if (landed.length === maxAtOnce) continue
      if (hasEnded(job)) return
      await changed(latch, signal)
    }
  }

  return {
    wake: latches.wake,
    async *watch(id, after, signal) {
      const { latch, close } = latches.open(id)
      try {
        yield* read(id, after, latch, signal)
      } finally {
        close()
      }
    },
  }
}
