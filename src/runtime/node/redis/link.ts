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
  /** Time between two probes of a Redis that is too slow, and of one that refuses to write. */
  pauseMs?: number
  /** Hears each change, with why it is down. */
  tell: (change: LinkChange) => void
}

export interface LinkChange {
  isUp: boolean
  reason: string
  /** The reason as one of a few words, for a metric; empty while it is up. */
  cause: LinkCause | ''
}

/** What Redis itself refuses with (the first word of its reply), or what else is wrong. */
export type LinkCause = (typeof refusals)[number] | 'database' | 'slow' | 'connection'

const refusals = [
  'READONLY',
  'OOM',
  'MISCONF',
  'LOADING',
  'MASTERDOWN',
  'NOREPLICAS',
  'NOAUTH',
  'WRONGPASS',
  'NOPERM',
] as const

/** What Redis refused, from the text of an error; null where it did not refuse. */
export function refusalOf(error: unknown): LinkCause | null {
  const text = error instanceof Error ? error.message : String(error)
  if (/\bDB index\b/.test(text)) return 'database'
  return refusals.find((word) => new RegExp(`\\b${word}\\b`).test(text)) ?? null
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
 * once, and the link itself finds out when Redis answers in time again. A Redis that refuses to write (a replica, or one whose
 * memory is full) can still be read, and is used; that it refuses is told, and so is when it writes again.
 */
export function createLink({ redis, clock, patienceMs = 100, pauseMs = 250, tell }: LinkOptions): Link {
  let state: 'new' | 'up' | 'down' | 'closed' = 'new'
  let reason = 'not connected yet'
  /** Why Redis, which can be reached, does not write. */
  let refusal: LinkCause | '' = ''
  let told: LinkCause | '' | null = null
  let sent = 0
  let settled = 0
  let isWatching = false
  let isProbing = false
  let cancelWatch = (): void => {}
  let cancelProbe = (): void => {}
  let cancelProof = (): void => {}

  const say = (why: string, cause: LinkCause | ''): void => {
    if (told === cause) return
    told = cause
    tell({ isUp: cause === '', reason: why, cause })
  }

  const change = (
    next: 'up' | 'down',
    why: string,
    cause: LinkCause = refusalOf(why) ?? 'connection',
  ): void => {
    if (state === 'closed') return
    state = next
    reason = why
    cancelProof()
    if (next === 'down') say(why, cause)
    else if (refusal === '') say('', '')
    else proveLater()
  }

  const refused = (error: unknown): void => {
    const cause = refusalOf(error)
    if (cause === null || refusal !== '' || state !== 'up') return
    refusal = cause
    say(withoutSecrets(error).message, cause)
    proveLater()
  }

  /** Finds out whether a Redis that refused to write does so again. */
  const proveLater = (): void => {
    cancelProof = clock.after(4 * pauseMs, () => {
      redis.set('tributary:probe', '1', 'PX', 1_000).then(
        () => {
          refusal = ''
          if (state === 'up') say('', '')
        },
        (error: unknown) => {
          if (state !== 'up') return
          trouble ??= withoutSecrets(error).message
          // The name may lead to another server by now: the one that was made the master.
          if (refusalOf(error) === 'READONLY') redis.disconnect(true)
          else proveLater()
        },
      )
    })
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
        change('down', `no answer within ${patienceMs} ms`, 'slow')
        probe()
      } else if (settled < sent) watch()
    })
  }

  // The first error of a connection is the reason; what follows comes of it.
  let trouble: string | null = null
  redis.on('error', (error: Error) => {
    trouble ??= withoutSecrets(error).message
  })
  redis.on('ready', () => change('up', ''))
  redis.on('close', () => {
    change('down', trouble ?? 'the connection is lost')
    trouble = null
  })

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
          refused(error)
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
      cancelProof()
      redis.disconnect()
    },
  }
}
