import type { JobQueue } from '../jobs/queue.ts'
import { createEmbeddedQueue } from '../queues/embedded.ts'
import type { QueueKit } from './compose.ts'

/** Keeps jobs in the process itself. */
export const openEmbedded = ({ config, clock, limits, emit }: QueueKit): JobQueue =>
  createEmbeddedQueue({ clock, limits, mostBytes: config.JOBS_BYTES, emit })
