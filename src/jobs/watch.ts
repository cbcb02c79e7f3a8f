import type { Latch } from '../core/latch.ts'
import type { JobChange, JobQueue } from './queue.ts'
import { hasEnded } from './record.ts'

/** So many checkpoints are told at once; the rest with the next change. */
const mostAtOnce = 50

/**
 * Watches a job by reading: whatever has landed, then again after each `changed`. As nothing is remembered but a place in
 * the order of landing, a slow reader misses nothing and piles up nothing; a `changed` too many costs a look. The latch must
 * hear of changes from before the call on.
 */
export async function* watchByReading(
  queue: Pick<JobQueue, 'find' | 'checkpoints'>,
  id: string,
  after: number,
  { changed }: Pick<Latch, 'changed'>,
  signal: AbortSignal,
): AsyncGenerator<JobChange, void, void> {
  let seen = after
  let told = ''
  for (;;) {
    // The job first: all that it counts as done is then there to be read, and all there is once it has ended.
    const job = await queue.find(id, signal)
    if (job === null || job === 'gone') return
    const landed = await queue.checkpoints(id, { after: seen, most: mostAtOnce }, signal)
    seen += landed.length
    const state = `${job.state} ${job.done}`
    if (landed.length > 0 || state !== told) {
      told = state
      yield { job, landed }
    }
    if (landed.length === mostAtOnce) continue
    if (hasEnded(job)) return
    await changed(signal)
  }
}
