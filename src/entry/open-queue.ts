import { ConfigError } from '../config/config.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { createSqlQueue } from '../queues/sql/queue.ts'
import { openSqlite } from '../runtime/sqlite.ts'
import type { QueueKit } from './compose.ts'

/** Keeps jobs in a database of this process: in memory, or in a file that survives it. */
export function openSqlQueue({ config, ...kit }: QueueKit): JobQueue {
  const { JOBS_FILE: file, JOBS_BYTES: maxBytes } = config
  return createSqlQueue({ ...kit, sql: openOrRefuse(file, maxBytes), survives: file !== undefined })
}

function openOrRefuse(file: string | undefined, maxBytes: number) {
  try {
    return openSqlite({ file, maxBytes })
  } catch (error) {
    if (file === undefined) throw error
    throw new ConfigError([`JOBS_FILE: ${file} cannot be used: ${(error as Error).message}`])
  }
}
