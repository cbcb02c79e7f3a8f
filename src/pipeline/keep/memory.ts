import { LRUCache } from 'lru-cache'
import { roughSize } from '../../core/bytes.ts'
import type { AppError } from '../../core/errors.ts'
import { packJson, unpackJson } from '../../core/pack-json.ts'
import type { Loaded } from '../call.ts'

const maxFailures = 10_000

interface Entry {
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

/**
 * The memory cache of the process, bounded in bytes over all its spaces (a space is a source, or a cached call below one), with
 * a negative cache bounded in entries. A key is `space:key in it`, joined once by the caller; no space's name has a colon, so keys
 * of different spaces never collide. It holds only plain data, so it can outlive a request on any platform.
 */
export class Memory {
  readonly #maxOpenBytes: number
  /** Entries used most recently, as objects: at most a quarter of all bytes. */
  readonly #open: LRUCache<string, Entry>
  /** All others, as JSON bytes. The garbage collector would otherwise visit each of their objects in every major collection. */
  readonly #packed: LRUCache<string, Entry>
  readonly #failures: LRUCache<string, Failure>
  readonly #spaces = new Map<string, { entries: number; bytes: number }>()

  constructor({ maxBytes }: { maxBytes: number }) {
    // A larger entry is not cached: it would evict too many small ones.
    this.#maxOpenBytes = Math.max(1, Math.floor(maxBytes / 4))
    const lru = (maxSize: number, evicted?: (entry: Entry, key: string) => void) =>
      new LRUCache<string, Entry>({
        maxSize,
        sizeCalculation: ({ bytes }) => bytes,
        onInsert: (entry, key) => this.#count(entry, key, 1),
        dispose: (entry, key, reason) => {
          this.#count(entry, key, -1)
          if (reason === 'evict') evicted?.(entry, key)
        },
      })
    this.#packed = lru(Math.max(1, maxBytes - this.#maxOpenBytes))
    this.#open = lru(this.#maxOpenBytes, (entry, key) => this.#packed.set(key, pack(entry, key)))
    this.#failures = new LRUCache({ max: maxFailures })
  }

  get<T>(key: string): Loaded<T> | undefined {
    return (this.#open.get(key) ?? this.#unpack(key))?.loaded as Loaded<T> | undefined
  }

  /** Returns a function that tells whether the value fetched at that instant is still cached. Calling it counts as use. */
  holding(key: string, fetchedAt: number): () => boolean {
    return () => (this.#open.get(key) ?? this.#packed.get(key))?.loaded.fetchedAt === fetchedAt
  }

  set(key: string, loaded: Loaded<unknown>): void {
    this.#failures.delete(key)
    this.#delete(key)
    const bytes = bytesOf(key, loaded.value)
    if (bytes <= this.#maxOpenBytes) this.#open.set(key, { bytes, loaded })
  }

  /** Returns the remembered failure of this key, if any, with the time that is left until a retry. */
  failure(key: string, now: number): AppError | undefined {
    const failure = this.#failures.get(key)
    if (!failure || now >= failure.until) return undefined
    const { error, at } = failure
    if (error.retryAfterMs === undefined) return error
    return error.with({ retryAfterMs: Math.max(0, error.retryAfterMs - (now - at)) })
  }

  setFailure(key: string, error: AppError, now: number, forMs: number): void {
    this.#failures.set(key, { error, at: now, until: now + forMs })
  }

  /** Drops the matching keys of a space, or all of them; returns the number of entries dropped. */
  purge(space: string, isMeant: (keyInSpace: string) => boolean = () => true): number {
    let dropped = 0
    const start = `${space}:`
    for (const key of [...this.#open.keys(), ...this.#packed.keys(), ...this.#failures.keys()]) {
      if (!key.startsWith(start) || !isMeant(key.slice(start.length))) continue
      if (this.#delete(key)) dropped++
      this.#failures.delete(key)
    }
    return dropped
  }

  view(space: string): { entries: number; bytes: number } {
    return { entries: 0, bytes: 0, ...this.#spaces.get(space) }
  }

  #delete(key: string): boolean {
    return this.#open.delete(key) || this.#packed.delete(key)
  }

  #unpack(key: string): Entry | undefined {
    const entry = this.#packed.get(key)
    if (!entry) return undefined
    this.#packed.delete(key)
    const value = entry.packed ? unpackJson(entry.packed) : entry.loaded.value
    const open = { bytes: bytesOf(key, value), loaded: { ...entry.loaded, value } }
    this.#open.set(key, open)
    return open
  }

  #count({ bytes }: Entry, key: string, sign: 1 | -1): void {
    const space = key.slice(0, key.indexOf(':'))
    const view = this.#spaces.getOrInsertComputed(space, () => ({ entries: 0, bytes: 0 }))
    view.entries += sign
    view.bytes += sign * bytes
  }
}

/** Measured overhead of an entry in bytes: its key, its times, and its place in the order of use. */
const entryBytes = 380

const bytesOf = (key: string, value: unknown): number => key.length + entryBytes + roughSize(value)

function pack(entry: Entry, key: string): Entry {
  const packed = packJson(entry.loaded.value)
  if (!packed) return entry
  const loaded = { ...entry.loaded, value: undefined }
  return { bytes: bytesOf(key, packed), loaded, packed }
}
