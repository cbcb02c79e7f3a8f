// The id of a job: 128 unguessable bits and a mark of its owner, so that other callers are answered 404 without a lookup, even after
// the job has been deleted. With an idempotency key the bits are derived from it: a repeated request has the same id and therefore is the
// same job in every engine.

import { digestOf } from '../core/digest.ts'

/** Creates an id for a job of this owner; the same idempotency key always gives the same id. */
export async function createJobId(owner: string | null, idempotencyKey?: string): Promise<string> {
  const bits =
    idempotencyKey === undefined
      ? crypto.randomUUID().replaceAll('-', '')
      : (await digestOf(JSON.stringify([owner, idempotencyKey]))).slice(0, 32)
  return bits + (await markOf(bits, owner))
}

/** True when the id is well-formed and carries this owner's mark. Whether the job exists is not checked. */
export async function isOwnId(id: string, owner: string | null): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(id)) return false
  return id.slice(32) === (await markOf(id.slice(0, 32), owner))
}

const markOf = async (bits: string, owner: string | null): Promise<string> =>
  (await digestOf(JSON.stringify([bits, owner]))).slice(0, 8)
