import process from 'node:process'
import { ConfigError } from '../config/config.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { SqlQueue } from '../queues/sql/queue.ts'
import { openSqlite } from '../runtime/sqlite.ts'
import type { QueueKit } from './compose.ts'

/** Opens a job queue in SQLite: in memory, or in a file that survives the process. */
export function openSqlQueue({ config, ...kit }: QueueKit): JobQueue {
  const { JOBS_FILE: file, JOBS_BYTES: maxBytes } = config
  return new SqlQueue({ ...kit, sql: openOrExit(file, maxBytes), isDurable: file !== undefined })
}

function openOrExit(file: string | undefined, maxBytes: number) {
  try {
    return openSqlite({ file, maxBytes })
  } catch (error) {
    if (file === undefined) throw error
    console.error(new ConfigError([`JOBS_FILE: cannot use ${file}: ${(error as Error).message}`]).message)
    return process.exit(1)
  }
}
