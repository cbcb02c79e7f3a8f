import { createLatch, type Latch } from '../core/latch.ts'
import type { JobChange, JobQueue } from './queue.ts'
import { hasEnded } from './record.ts'

/** Most checkpoints of one change. */
const maxPerChange = 50

export interface Watchers {
  /** Makes watchers of this job read again; without an id, all watchers. */
  wake(id?: string): void
  watch: JobQueue['watch']
}

/**
 * Watches jobs by reading them again after each `wake`. A watcher remembers only how many checkpoints it has yielded, so a slow
 * reader misses none and holds none in memory. A superfluous `wake` costs one read.
 */
export function createWatchers(
  queue: Pick<JobQueue, 'find' | 'checkpoints'>,
  changed = (latch: Latch, signal: AbortSignal): Promise<void> => latch.changed(signal),
): Watchers {
  const latches = new Map<string, Set<Latch>>()

  async function* read(
    id: string,
    after: number,
    latch: Latch,
    signal: AbortSignal,
  ): AsyncGenerator<JobChange, void, void> {
    let seen = after
    let yielded = ''
    for (;;) {
      // Read before the checkpoints, so that every checkpoint that it counts can be read.
      const job = await queue.find(id, signal)
      if (job === null || job === 'gone') return
      const landed = await queue.checkpoints(id, { after: seen, max: maxPerChange }, signal)
      seen += landed.length
      const state = `${job.state} ${job.done}`
      if (landed.length > 0 || state !== yielded) {
        yielded = state
        yield { job, landed }
      }
      if (landed.length === maxPerChange) continue
      if (hasEnded(job)) return
      await changed(latch, signal)
    }
  }

  return {
    wake(id) {
      const woken = id === undefined ? [...latches.values()] : [latches.get(id) ?? []]
      for (const latch of woken.flatMap((each) => [...each])) latch.wake()
    },
    async *watch(id, after, signal) {
      const latch = createLatch()
      const own = latches.get(id) ?? new Set()
      latches.set(id, own.add(latch))
      try {
        yield* read(id, after, latch, signal)
      } finally {
        own.delete(latch)
        if (own.size === 0 && latches.get(id) === own) latches.delete(id)
      }
    },
  }
}
