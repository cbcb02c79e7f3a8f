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
 * The process's one memory cache, bounded in bytes over all its spaces (a space is a source, or a call below one), and a
 * short memory of failures, bounded in number. Only plain data: it may outlive a request on any platform.
 */
export class Memory {
  readonly #largest: number
  readonly #values: LRUCache<string, Entry>
  readonly #failures: LRUCache<string, Failure>
  readonly #spaces = new Map<string, SpaceView>()

  constructor({ maxBytes, maxFailures = 10_000 }: { maxBytes: number; maxFailures?: number }) {
    // Nothing larger than this is worth the many small entries it would push out.
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

  /** Makes a question: is what was fetched at that instant still kept under this key? Asking counts as use. */
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

  /** What last failed under this key, if it is still remembered, with the time that is really left until a retry. */
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

  /** Drops one key, the keys that are meant, or a whole space; says how many entries went. */
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

/** What keeping a value costs beside it: its key, its times, and its place in the order of use. Measured. */
const entryBytes = 380

/** A NUL is in no space's name: the keys of one never look like those of another. */
const whole = (space: string, key: string): string => `${space}\0${key}`
