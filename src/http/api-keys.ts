import type { ApiKey } from '../config/caller-settings.ts'

export interface Keyring {
  /** False when no keys are configured: then every caller is allowed. */
  readonly isLocked: boolean
  /** The name of the key in an `Authorization` header; null when there is none, or it is not one of ours. */
  nameOf(authorization: string | undefined): string | null | Promise<string | null>
}

/** Longer than any key that is made; what is longer is not worth hashing. */
const longest = 512

/**
 * Holds the keys that may call. What a caller sends is hashed and compared with every digest, whole: neither the place nor
 * the number of equal bytes shows in the time it takes. Web Crypto unless the platform brings its own: every platform has it.
 */
export function createKeyring(keys: readonly ApiKey[], sha256: Digest = webSha256): Keyring {
  const known = keys.map(({ name, digest }) => ({ name, bytes: Uint8Array.from(pairs(digest)) }))
  const find = (digest: Uint8Array): string | null => {
    let found: string | null = null
    for (const { name, bytes } of known) if (isEqual(bytes, digest)) found = name
    return found
  }
  return {
    isLocked: known.length > 0,
    nameOf(authorization) {
      const given = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')?.[1]
      if (given === undefined || given.length > longest) return null
      const digest = sha256(given)
      return digest instanceof Promise ? digest.then(find) : find(digest)
    },
  }
}

type Digest = (text: string) => Uint8Array | Promise<Uint8Array>

const encoder = new TextEncoder()

const webSha256: Digest = async (text) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)))

const pairs = (hex: string): number[] => (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0)
  return difference === 0
}
