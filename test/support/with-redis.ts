import type { Redis } from 'ioredis'
import { afterAll, beforeAll, describe } from 'vitest'
import { noRedis, openRaw, type RedisServer, startRedis } from './redis-server.ts'

/** Tests with a real Redis; where there is none they are skipped, and their name says why. */
export function describeRedis(name: string, declare: () => void): void {
  describe.skipIf(noRedis)(`${name}${noRedis ? ` (${noRedis})` : ''}`, declare)
}

/** One Redis for the tests of a file, and a connection of the tests themselves. */
export function oneRedis(): { server(): RedisServer; raw(): Redis } {
  let server: RedisServer
  let raw: Redis
  beforeAll(async () => {
    server = await startRedis()
    raw = await openRaw(server)
  })
  afterAll(async () => {
    raw.disconnect()
    await server.close()
  })
  return { server: () => server, raw: () => raw }
}
