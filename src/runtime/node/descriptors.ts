// A process without a free descriptor accepts connections only to close them, and is not told that it does. So a server takes
// fewer than there are: then it drops connections by itself, knows it, and can still ask upstreams.
import { readFileSync } from 'node:fs'
import type { Server } from 'node:net'
import type { Clock } from '../../core/clock.ts'

export interface BoundOptions {
  /** Descriptors that are left for everything else; at most half of all. */
  reserved: number
  clock: Pick<Clock, 'elapsed'>
  /** Is told that connections are dropped: at once, and then once a minute for as long as it goes on. */
  warn: (message: string) => void
  /** Descriptors that the process may have; null for no bound. Default: what the system says. */
  limit?: number | null
}

const warnEveryMs = 60_000

/** Bounds the connections of a server; the function says how many were dropped so far. */
export function boundConnections(
  server: Server,
  { reserved, clock, warn, limit = descriptorLimit() }: BoundOptions,
): () => number {
  let dropped = 0
  let warnedAt = Number.NEGATIVE_INFINITY
  const drop = (why: string): void => {
    dropped++
    const now = clock.elapsed()
    if (now - warnedAt < warnEveryMs) return
    warnedAt = now
    warn(`connections are dropped (${dropped} so far): ${why}`)
  }
  if (limit !== null) server.maxConnections = Math.max(1, limit - Math.min(reserved, Math.floor(limit / 2)))
  server.on('drop', () => drop(`${server.maxConnections} are open, of ${limit} descriptors`))
  server.on('error', (error) => drop(error.message))
  return () => dropped
}

/** The soft limit of open files, where the system tells it. */
function descriptorLimit(): number | null {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}
