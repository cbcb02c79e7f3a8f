import type { Config } from '../config/config.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { QueueKit } from './compose.ts'
import { openSqlQueue } from './open-queue.ts'

export interface JobEngine {
  open(kit: QueueKit): JobQueue
  /** After the queue has stopped. */
  close(): Promise<void>
}

/** The job queue on Node: in the process, or in Redis if configured. The Redis client is loaded only then. */
export async function chooseJobEngine({ JOBS_REDIS_URL: url, JOBS_STALLED_MS }: Config): Promise<JobEngine> {
  if (url === undefined) return { open: openSqlQueue, async close() {} }
  const { createRedisQueue } = await import('../queues/redis/queue.ts')
  let close = async (): Promise<void> => {}
  return {
    open({ clock, kinds, limits, emit }) {
      const queue = createRedisQueue({ url, clock, kinds, limits, stalledMs: JOBS_STALLED_MS, emit })
      close = queue.close
      return queue
    },
    close: () => close(),
  }
}
