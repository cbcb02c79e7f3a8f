import type { Redis } from 'ioredis'
import { orAbort } from '../../../core/abort.ts'
import type { Clock } from '../../../core/clock.ts'
import { afterAwake } from '../../../core/patience.ts'
import { withoutSecrets } from './connection.ts'

export interface LinkOptions {
  redis: Redis
  clock: Clock
  /** Longest time that an answer may take before nobody is sent there any more. */
  patienceMs?: number
  /** Time between two probes of a Redis that is too slow. */
  pauseMs?: number
  /** Hears each change, with why it is down. */
  tell: (change: LinkChange) => void
}

export interface LinkChange {
  isUp: boolean
  reason: string
}

/** A connection that is used only while it answers in time. */
export interface Link {
  readonly redis: Redis
  readonly isUp: boolean
  /**
   * Runs one command, for as long as the signal lasts; the command itself cannot be called back. Rejects at once while Redis
   * is down or too slow, and never with an error that carries what was sent.
   */
  run<T>(command: (redis: Redis) => Promise<T>, signal: AbortSignal): Promise<T>
  close(): void
}

/**
 * Watches a connection. One that is lost, or whose answer is overdue, costs nobody any further wait: whoever asks is told at
 * once, and the link itself finds out when Redis answers in time again.
 */
export function createLink({ redis, clock, patienceMs = 100, pauseMs = 250, tell }: LinkOptions): Link {
  let state: 'new' | 'up' | 'down' | 'closed' = 'new'
  let reason = 'not connected yet'
  let sent = 0
  let settled = 0
  let isWatching = false
  let isProbing = false
  let cancelWatch = (): void => {}
  let cancelProbe = (): void => {}

  const change = (next: 'up' | 'down', why: string): void => {
    if (state === 'closed') return
    reason = why
    if (state === next) return
    state = next
    tell({ isUp: next === 'up', reason: why })
  }

  const probe = (): void => {
    if (isProbing || state === 'closed') return
    isProbing = true
    const startedAt = clock.elapsed()
    redis.ping().then(
      () => again(clock.elapsed() - startedAt <= patienceMs),
      () => again(false),
    )
  }

  const again = (isQuick: boolean): void => {
    isProbing = false
    if (isQuick) change('up', '')
    // Without a connection the next one says when it is ready.
    else if (redis.status === 'ready') cancelProbe = clock.after(pauseMs, probe)
  }

  // One timer at a time: Redis answers in order, so that the commands sent before it was set must have been answered.
  const watch = (): void => {
    isWatching = true
    const mark = sent
    cancelWatch = afterAwake(clock, patienceMs, () => {
      isWatching = false
      if (settled < mark) {
        change('down', `no answer within ${patienceMs} ms`)
        probe()
      } else if (settled < sent) watch()
    })
  }

  let trouble = 'the connection is lost'
  redis.on('error', (error: Error) => {
    trouble = error.message
  })
  redis.on('ready', () => change('up', ''))
  redis.on('close', () => change('down', trouble))

  return {
    redis,
    get isUp() {
      return state === 'up'
    },
    async run(command, signal) {
      signal.throwIfAborted()
      if (state !== 'up') throw new Error(`Redis is not used: ${reason}`)
      sent++
      const work = command(redis)
        .catch((error: unknown) => {
          throw withoutSecrets(error)
        })
        .finally(() => settled++)
      if (!isWatching) watch()
      return orAbort(work, signal)
    },
    close() {
      state = 'closed'
      cancelWatch()
      cancelProbe()
      redis.disconnect()
    },
  }
}
