import { LRUCache } from 'lru-cache'
import { roughSize } from '../../core/bytes.ts'
import type { AppError } from '../../core/errors.ts'
import { packJson, unpackJson } from '../../core/pack-json.ts'
import type { Loaded } from '../call.ts'

interface Entry {
  space: string
  bytes: number
  loaded: Loaded<unknown>
  /** The value as JSON, in place of `loaded.value`. */
  packed?: Uint8Array
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
  readonly #maxOpenBytes: number
  /** Entries used most recently, as objects: at most a quarter of all bytes. */
  readonly #open: LRUCache<string, Entry>
  /** All others, as JSON bytes. The garbage collector would otherwise visit each of their objects in every major collection. */
  readonly #packed: LRUCache<string, Entry>
  readonly #failures: LRUCache<string, Failure>
  readonly #spaces = new Map<string, SpaceView>()

  constructor({ maxBytes, maxFailures = 10_000 }: { maxBytes: number; maxFailures?: number }) {
    // A larger entry is not cached: it would evict too many small ones.
    this.#maxOpenBytes = Math.max(1, Math.floor(maxBytes / 4))
    const lru = (maxSize: number, evicted?: (entry: Entry, name: string) => void) =>
      new LRUCache<string, Entry>({
        maxSize,
        sizeCalculation: ({ bytes }) => bytes,
        onInsert: (entry) => this.#count(entry, 1),
        dispose: (entry, name, reason) => {
          this.#count(entry, -1)
          if (reason === 'evict') evicted?.(entry, name)
        },
      })
    this.#packed = lru(Math.max(1, maxBytes - this.#maxOpenBytes))
    this.#open = lru(this.#maxOpenBytes, (entry, name) => this.#packed.set(name, pack(entry, name)))
    this.#failures = new LRUCache({ max: maxFailures })
  }

  get<T>(space: string, key: string): Loaded<T> | undefined {
    const name = whole(space, key)
    return (this.#open.get(name) ?? this.#unpack(name))?.loaded as Loaded<T> | undefined
  }

  /** Returns a function that tells whether the value fetched at that instant is still cached. Calling it counts as use. */
  holding(space: string, key: string, fetchedAt: number): () => boolean {
    const name = whole(space, key)
    return () => (this.#open.get(name) ?? this.#packed.get(name))?.loaded.fetchedAt === fetchedAt
  }

  set(space: string, key: string, loaded: Loaded<unknown>): void {
    const name = whole(space, key)
    this.#failures.delete(name)
    this.#delete(name)
    const bytes = bytesOf(name, loaded.value)
    if (bytes <= this.#maxOpenBytes) this.#open.set(name, { space, bytes, loaded })
  }

  /** Returns the remembered failure of this key, if any, with the time that is left until a retry. */
  failure(space: string, key: string, now: number): AppError | undefined {
    const failure = this.#failures.get(whole(space, key))
    if (!failure || now >= failure.until) return undefined
    const { error, at } = failure
    if (error.retryAfterMs === undefined) return error
    return error.with({ retryAfterMs: Math.max(0, error.retryAfterMs - (now - at)) })
  }

  setFailure(space: string, key: string, error: AppError, now: number, forMs: number): void {
    this.#failures.set(whole(space, key), { error, at: now, until: now + forMs })
  }

  /** Drops one key, the matching keys, or a whole space; returns the number of entries dropped. */
  purge(space: string, which?: string | ((key: string) => boolean)): number {
    let dropped = 0
    const start = whole(space, '')
    const isMeant = typeof which === 'function' ? which : () => true
    const names =
      typeof which === 'string'
        ? [start + which]
        : [...this.#open.keys(), ...this.#packed.keys(), ...this.#failures.keys()]
    for (const name of names) {
      if (!name.startsWith(start) || !isMeant(name.slice(start.length))) continue
      if (this.#delete(name)) dropped++
      this.#failures.delete(name)
    }
    return dropped
  }

  view(space: string): SpaceView {
    return { ...this.#space(space) }
  }

  #delete(name: string): boolean {
    return this.#open.delete(name) || this.#packed.delete(name)
  }

  #unpack(name: string): Entry | undefined {
    const entry = this.#packed.get(name)
    if (!entry) return undefined
    this.#packed.delete(name)
    const value = entry.packed ? unpackJson(entry.packed) : entry.loaded.value
    const open = { space: entry.space, bytes: bytesOf(name, value), loaded: { ...entry.loaded, value } }
    this.#open.set(name, open)
    return open
  }

  #count({ space, bytes }: Entry, sign: 1 | -1): void {
    const view = this.#space(space)
    view.entries += sign
    view.bytes += sign * bytes
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

const bytesOf = (name: string, value: unknown): number => name.length + entryBytes + roughSize(value)

function pack(entry: Entry, name: string): Entry {
  const packed = packJson(entry.loaded.value)
  if (!packed) return entry
  const loaded = { ...entry.loaded, value: undefined }
  return { space: entry.space, bytes: bytesOf(name, packed), loaded, packed }
}

/** Joined with NUL, which no space's name contains, so that keys of different spaces never collide. */
const whole = (space: string, key: string): string => `${space}\0${key}`
