// Connections to Redis. Imported only when a variable names one, so that ioredis is not loaded otherwise.
import { Redis, type RedisOptions } from 'ioredis'
import type { Clock } from '../../../core/clock.ts'

/** A connection whose replies are not transformed. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>

export interface ConnectOptions {
  /** `redis://`, or `rediss://` for TLS, with optional user, password and database number. */
  url: string
  clock: Pick<Clock, 'random'>
  /** Client name, shown by `CLIENT LIST`. */
  name: string
  /** Overrides of the defaults, for example for a queue that keeps commands while disconnected. */
  options?: ConnectionOptions
}

/** Maximum pause between two attempts to connect, in ms. Short, so that a recovered Redis is used again soon. */
const maxPauseMs = 1_000

/** Creates an unopened connection: `connect()` opens it, and it reconnects by itself until it is closed. */
export function createConnection({ url, clock, name, options }: ConnectOptions): Redis {
  const redis = new Redis({ ...redisOptions(url, clock), ...options, connectionName: name })
  // Without a listener ioredis writes errors to the console.
  redis.on('error', (error: unknown) => {
    // ioredis would continue in database 0, whose keys belong to other applications.
    if ((error as { command?: { name?: string } }).command?.name === 'select') redis.disconnect(true)
  })
  return redis
}

/**
 * Options of ioredis for a URL. While disconnected, commands fail at once and are not sent again. The timeouts are backstops in
 * seconds; the caller's signal is the bound.
 */
export function redisOptions(url: string, clock: Pick<Clock, 'random'>): ConnectionOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  const database = Number(pathname.slice(1))
  return {
    // The brackets around an IPv6 address belong to the URL, not to the host.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(Number.isInteger(database) && { db: database }),
    ...(protocol === 'rediss:' && { tls: {} }),
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    disableClientInfo: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    // A dead connection without a reset gives neither an answer nor an error, so it is replaced.
    socketTimeout: 2_000,
    retryStrategy: (attempt) =>
      Math.min(maxPauseMs, 50 * 2 ** Math.min(attempt, 10)) * (0.5 + clock.random() / 2),
  }
}

/** Only the error's message: errors of ioredis carry the command with its arguments, including passwords. */
export function withoutSecrets(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : String(error))
}

/** Options for a queue: commands are kept until the connection is back. */
export const waitingOptions: ConnectionOptions = {
  // BullMQ makes a second connection of this one, and would not outlive a first attempt of its own that failed.
  lazyConnect: false,
  enableOfflineQueue: true,
  autoResendUnfulfilledCommands: true,
  maxRetriesPerRequest: null,
  commandTimeout: undefined,
  socketTimeout: undefined,
}

/** What a Redis does when its memory is full: the name of its `maxmemory-policy`. */
export const evictionOf = async (redis: Redis): Promise<string> =>
  /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? 'noeviction'
