// A job id is 128 unguessable bits and a digest of its owner. With the digest, another owner's id is refused without a look-up,
// even for a job that is gone. An idempotency key determines the bits, so a repeated submission has the same id in every engine.

import { digestOf } from '../core/digest.ts'

/** Makes a job id for this owner: random, or derived from the idempotency key. */
export async function createJobId(owner: string | null, idempotencyKey?: string): Promise<string> {
  const bits =
    idempotencyKey === undefined
      ? crypto.randomUUID().replaceAll('-', '')
      : (await digestOf(JSON.stringify([owner, idempotencyKey]))).slice(0, 32)
  return bits + (await markOf(bits, owner))
}

/** Whether this id was made for this owner. Says nothing about whether the job exists. */
export async function isOwnId(id: string, owner: string | null): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(id)) return false
  return id.slice(32) === (await markOf(id.slice(0, 32), owner))
}

const markOf = async (bits: string, owner: string | null): Promise<string> =>
  (await digestOf(JSON.stringify([bits, owner]))).slice(0, 8)
