import type { Config } from '../config.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { QueueKit } from './compose.ts'
import { openEmbedded } from './open-queue.ts'

export interface JobEngine {
  open(kit: QueueKit): JobQueue
  /** After the queue has stopped. */
  close(): Promise<void>
}

/** Where jobs are kept on Node: in the process, or in Redis where there is one for it, whose client is read only then. */
export async function chooseJobEngine({ JOBS_REDIS_URL: url, JOBS_STALLED_MS }: Config): Promise<JobEngine> {
  if (url === undefined) return { open: openEmbedded, async close() {} }
  const { createBullmqQueue } = await import('../queues/bullmq/bullmq.ts')
  let close = async (): Promise<void> => {}
  return {
    open({ clock, kinds, limits, emit }) {
      const queue = createBullmqQueue({ url, clock, kinds, limits, stalledMs: JOBS_STALLED_MS, emit })
      close = queue.close
      return queue
    },
    close: () => close(),
  }
}
