// The id of a job: 128 random bits that nobody guesses, and a mark of its owner, so that others are told "no such job"
// without a look, also of one that is gone.

import { digestOf } from '../core/digest.ts'

/** Makes an id of a job of this owner. */
export async function createJobId(owner: string | null): Promise<string> {
  const random = crypto.randomUUID().replaceAll('-', '')
  return random + (await markOf(random, owner))
}

/** Whether this may be the id of a job of this owner; false for anything that was never given out. */
export async function isOwnId(id: string, owner: string | null): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(id)) return false
  return id.slice(32) === (await markOf(id.slice(0, 32), owner))
}

const markOf = async (random: string, owner: string | null): Promise<string> =>
  (await digestOf(JSON.stringify([random, owner]))).slice(0, 8)

export { digestOf }
