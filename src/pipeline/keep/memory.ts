import { LRUCache } from 'lru-cache'
import { roughSize } from '../../core/bytes.ts'
import type { AppError } from '../../core/errors.ts'
import type { Loaded } from '../call.ts'

interface Entry {
  space: string
  bytes: number
  loaded: Loaded<unknown>
}

interface Failure {
  error: AppError
  at: number
  until: number
}

export interface SpaceView {
  entries: number
  bytes: number
}

/**
 * The memory cache of the process, bounded in bytes over all its spaces (a space is a source, or a cached call below one), with
 * a negative cache bounded in entries. It holds only plain data, so it can outlive a request on any platform.
 */
export class Memory {
  readonly #largest: number
  readonly #values: LRUCache<string, Entry>
  readonly #failures: LRUCache<string, Failure>
  readonly #spaces = new Map<string, SpaceView>()

  constructor({ maxBytes, maxFailures = 10_000 }: { maxBytes: number; maxFailures?: number }) {
    // A larger entry is not cached: it would evict too many small ones.
    this.#largest = Math.max(1, Math.floor(maxBytes / 4))
    this.#values = new LRUCache<string, Entry>({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: ({ bytes }) => bytes,
      dispose: ({ space, bytes }) => {
        const view = this.#space(space)
        view.entries--
        view.bytes -= bytes
      },
    })
    this.#failures = new LRUCache({ max: maxFailures })
  }

  get<T>(space: string, key: string): Loaded<T> | undefined {
    return this.#values.get(whole(space, key))?.loaded as Loaded<T> | undefined
  }

  /** Returns a function that tells whether the value fetched at that instant is still cached. Calling it counts as use. */
  holding(space: string, key: string, fetchedAt: number): () => boolean {
    const name = whole(space, key)
    return () => this.#values.get(name)?.loaded.fetchedAt === fetchedAt
  }

  set(space: string, key: string, loaded: Loaded<unknown>): void {
    const name = whole(space, key)
    this.#failures.delete(name)
    const bytes = name.length + entryBytes + roughSize(loaded.value)
    if (bytes > this.#largest) {
      this.#values.delete(name)
      return
    }
    const view = this.#space(space)
    view.entries++
    view.bytes += bytes
    this.#values.set(name, { space, bytes, loaded })
  }

  /** Returns the remembered failure of this key, if any, with the time that is left until a retry. */
  failure(space: string, key: string, now: number): AppError | undefined {
    const failure = this.#failures.get(whole(space, key))
    if (!failure || now >= failure.until) return undefined
    const { error, at } = failure
    if (error.retryAfterMs === undefined || now === at) return error
    return error.with({ retryAfterMs: Math.max(0, error.retryAfterMs - (now - at)) })
  }

  setFailure(space: string, key: string, error: AppError, now: number, forMs: number): void {
    this.#failures.set(whole(space, key), { error, at: now, until: now + forMs })
  }

  /** Drops one key, the matching keys, or a whole space; returns the number of entries dropped. */
  purge(space: string, which?: string | ((key: string) => boolean)): number {
    const before = this.#values.size
    const start = whole(space, '')
    const isMeant = typeof which === 'function' ? which : () => true
    const names =
      typeof which === 'string' ? [start + which] : [...this.#values.keys(), ...this.#failures.keys()]
    for (const name of names) {
      if (!name.startsWith(start) || !isMeant(name.slice(start.length))) continue
      this.#values.delete(name)
      this.#failures.delete(name)
    }
    return before - this.#values.size
  }

  view(space: string): SpaceView {
    return { ...this.#space(space) }
  }

  #space(name: string): SpaceView {
    const known = this.#spaces.get(name)
    if (known) return known
    const made = { entries: 0, bytes: 0 }
    this.#spaces.set(name, made)
    return made
  }
}

/** Measured overhead of an entry in bytes: its key, its times, and its place in the order of use. */
const entryBytes = 380

/** Joined with NUL, which no space's name contains, so that keys of different spaces never collide. */
const whole = (space: string, key: string): string => `${space}\0${key}`
