// Connections to Redis. Loaded only where a variable names one: without it ioredis is not even read.
import { Redis, type RedisOptions } from 'ioredis'
import type { Clock } from '../../../core/clock.ts'

/** Replies are left as they come. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>

export interface ConnectOptions {
  /** `redis://` or, with TLS, `rediss://`, with user, password and number of the database where they are wanted. */
  url: string
  clock: Pick<Clock, 'random'>
  /** Shown by Redis in its list of clients. */
  name: string
  /** What a use of its own needs otherwise: a queue keeps its commands while the connection is away. */
  options?: ConnectionOptions
  /** Hears what goes wrong with the connection; without a listener ioredis would write to the console. */
  onError?: (error: Error) => void
}

/** Longest pause between two attempts to connect, in ms: a Redis that is back is used again soon. */
const maxPauseMs = 1_000

/** Makes a connection that is not open yet: `connect()` opens it, and it opens itself again for as long as it is not closed. */
export function createConnection({ url, clock, name, options, onError }: ConnectOptions): Redis {
  const redis = new Redis({ ...redisOptions(url, clock), ...options, connectionName: name })
  redis.on('error', (error: unknown) => {
    // ioredis would go on in database 0, whose keys belong to somebody else.
    if ((error as { command?: { name?: string } }).command?.name === 'select') redis.disconnect(true)
    onError?.(withoutSecrets(error))
  })
  return redis
}

/**
 * What ioredis is told of a URL. Nothing waits for a connection that is away: a command fails at once then, and is not sent a
 * second time. The timeouts are backstops, in seconds; a caller's signal is what bounds.
 */
export function redisOptions(url: string, clock: Pick<Clock, 'random'>): ConnectionOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  const database = Number(pathname.slice(1))
  return {
    // Brackets around an address of IPv6 belong to the URL.
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
    // A connection that has silently died gives no answer and no error: it is made anew.
    socketTimeout: 2_000,
    retryStrategy: (attempt) =>
      Math.min(maxPauseMs, 50 * 2 ** Math.min(attempt, 10)) * (0.5 + clock.random() / 2),
  }
}

/** The error's message alone: those of ioredis carry the command with all that was sent, a password as well. */
export function withoutSecrets(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : String(error))
}

/** For a queue, which waits for its Redis: what it has to say is kept until there is a connection again. */
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
