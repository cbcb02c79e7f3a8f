// A process without a free descriptor closes connections as it accepts them, without any event. Therefore a server accepts fewer
// connections than there are descriptors: it then drops connections itself, can report it, and can still call upstreams.
import { readFileSync } from 'node:fs'
import type { Server } from 'node:net'
import type { Clock } from '../../core/clock.ts'

export interface BoundOptions {
  /** Descriptors reserved for everything else; at most half of all. */
  reserved: number
  clock: Pick<Clock, 'elapsed'>
  /** Called when connections are dropped: at once, then once a minute while it continues. */
  warn: (message: string) => void
  /** Maximum number of descriptors of the process; null for no limit. Default: the system's limit. */
  limit?: number | null
}

const warnEveryMs = 60_000

/** Limits the connections of a server. Returns a function that tells how many were dropped so far. */
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

/** The soft limit of open files; null where the system does not tell it. */
function descriptorLimit(): number | null {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}
