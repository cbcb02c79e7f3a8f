import type { ApiKey } from '../config/caller-settings.ts'

export interface Keyring {
  /** False when no keys are configured: every caller is then allowed. */
  readonly isLocked: boolean
  /** The name of the key in an `Authorization` header; null when there is no key, or an unknown one. */
  nameOf(authorization: string | undefined): string | null | Promise<string | null>
}

/** Longer keys are not hashed: no operator would make one. */
const maxKeyLength = 512

/**
 * Holds the keys that may call. A received key is hashed and compared in full with every digest, so that the time taken shows
 * neither the place nor the number of equal characters. Hashes with Web Crypto unless the platform brings a synchronous hash.
 */
export function createKeyring(keys: readonly ApiKey[], sha256: Sha256 = webSha256): Keyring {
  const find = (digest: string): string | null => {
    let found: string | null = null
    for (const key of keys) if (isEqual(key.digest, digest)) found = key.name
    return found
  }
  return {
    isLocked: keys.length > 0,
    nameOf(authorization) {
      const given = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')?.[1]
      if (given === undefined || given.length > maxKeyLength) return null
      const digest = sha256(given)
      return digest instanceof Promise ? digest.then(find) : find(digest)
    },
  }
}

/** SHA-256 of a text in lower-case hex. */
export type Sha256 = (text: string) => string | Promise<string>

const encoder = new TextEncoder()

const webSha256: Sha256 = async (text) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))).toHex()

function isEqual(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index)
  return difference === 0
}
