import type { Redis } from 'ioredis'
import { orAbort } from '../../../core/abort.ts'
import type { Clock } from '../../../core/clock.ts'
import { afterAwake } from '../../../core/patience.ts'
import { withoutSecrets } from './connection.ts'

export interface LinkOptions {
  redis: Redis
  clock: Clock
  /** Maximum time of an operation, in ms, before the link counts as down. */
  timeoutMs: number
  /** Called on each change, with the reason when the link is down. */
  tell: (change: LinkChange) => void
}

export interface LinkChange {
  isUp: boolean
  reason: string
  /** The reason as one of a few words, for a metric; empty while the link is up. */
  cause: LinkCause | ''
}

/** Why a link is down: the first word of Redis' error reply, or the kind of failure. */
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

/** The first word of an error reply of Redis; null for other errors. */
export function refusalOf(error: unknown): LinkCause | null {
  const text = error instanceof Error ? error.message : String(error)
  if (/\bDB index\b/.test(text)) return 'database'
  return refusals.find((word) => new RegExp(`\\b${word}\\b`).test(text)) ?? null
}

/** Pause between two probes of a Redis that is too slow, in ms; four times as long for one that refuses writes. */
const pauseMs = 250

/** A connection to Redis that is used only while it answers in time. */
export interface Link {
  readonly redis: Redis
  readonly isUp: boolean
  /**
   * Runs one command until the signal aborts; a command that was sent cannot be withdrawn. Rejects at once while Redis
   * is down or too slow, and never with an error that contains the command.
   */
  run<T>(command: (redis: Redis) => Promise<T>, signal: AbortSignal): Promise<T>
  close(): void
}

/**
 * Monitors a connection. Once it is lost or an answer is overdue, callers no longer wait: their commands reject at
 * once, and the link probes until Redis answers in time again. A Redis that refuses writes (a replica, or one whose
 * memory is full) is still used for reads; the refusal and its end are reported.
 */
export function createLink({ redis, clock, timeoutMs, tell }: LinkOptions): Link {
  let state: 'new' | 'up' | 'down' | 'closed' = 'new'
  let reason = 'not connected yet'
  /** Why a reachable Redis refuses writes. */
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

  /** Probes whether a Redis that refused writes accepts them again. */
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
          // The name may resolve to another server by now, for example the new primary.
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
      () => again(clock.elapsed() - startedAt <= timeoutMs),
      () => again(false),
    )
  }

  const again = (isQuick: boolean): void => {
    isProbing = false
    if (isQuick) change('up', '')
    // Without a connection, the next one reports when it is ready.
    else if (redis.status === 'ready') cancelProbe = clock.after(pauseMs, probe)
  }

  // One timer is enough: Redis answers in order, so commands sent before it was set must have been answered.
  const watch = (): void => {
    isWatching = true
    const mark = sent
    cancelWatch = afterAwake(clock, timeoutMs, () => {
      isWatching = false
      if (settled < mark) {
        change('down', `no answer within ${timeoutMs} ms`, 'slow')
        probe()
      } else if (settled < sent) watch()
    })
  }

  // The first error of a connection is the reason; later ones are consequences.
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
