// The id of a job: 128 unguessable bits and a mark of its owner, so that other callers get "no such job" without a look-up,
// also of one that is gone. With an idempotency key the bits follow from it: a repeat is then the same job because it has the
// same id, wherever jobs are kept.

import { digestOf } from '../core/digest.ts'

/** Makes an id of a job of this owner; always the same one for the same idempotency key. */
export async function createJobId(owner: string | null, idempotencyKey?: string): Promise<string> {
  const bits =
    idempotencyKey === undefined
      ? crypto.randomUUID().replaceAll('-', '')
      : (await digestOf(JSON.stringify([owner, idempotencyKey]))).slice(0, 32)
  return bits + (await markOf(bits, owner))
}

/** Whether this may be the id of a job of this owner; false for anything that was never given out. */
export async function isOwnId(id: string, owner: string | null): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(id)) return false
  return id.slice(32) === (await markOf(id.slice(0, 32), owner))
}

const markOf = async (bits: string, owner: string | null): Promise<string> =>
  (await digestOf(JSON.stringify([bits, owner]))).slice(0, 8)
