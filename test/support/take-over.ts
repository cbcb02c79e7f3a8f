import { Worker } from 'bullmq'
import { partsQueue, prefix } from '../../src/queues/redis/scripts.ts'
import { openRaw, type RedisServer } from './redis-server.ts'

/**
 * Hands over the parts of a dead worker of this kind of job now, and not after the time that it may be silent: the check is the one that all workers
 * make. The dead worker is known by its locks, which last at most `lockMs`; those of all others must last longer.
 */
export async function takeOver(redis: RedisServer, kind: string, lockMs: number): Promise<Worker> {
  const name = partsQueue(kind)
  const raw = await openRaw(redis)
  for (const lock of await raw.keys(`${prefix}:${name}:*:lock`)) {
    if ((await raw.pttl(lock)) <= lockMs) await raw.set(lock, 'expired', 'PX', 1)
  }
  await raw.del(`${prefix}:${name}:stalled-check`)
  raw.disconnect()
  const connection = { host: '127.0.0.1', port: redis.port }
  const checks = { stalledInterval: 100, maxStalledCount: 10 }
  // Without a function that runs parts it takes none.
  const checker = new Worker(name, null, { connection, prefix, skipVersionCheck: true, ...checks })
  checker.on('error', () => {})
  await checker.startStalledCheckTimer()
  return checker
}
