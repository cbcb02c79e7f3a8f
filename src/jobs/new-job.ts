import { digestOf } from '../core/digest.ts'
import type { Fault } from '../core/errors.ts'
import { faultsOf, invalidRequest } from '../core/faults.ts'
import type { JobKind } from '../define/job-kind.ts'
import { createJobId } from './id.ts'
import type { JobKinds } from './kinds.ts'
import type { NewJob } from './record.ts'

export interface NewJobOptions {
  kinds: JobKinds
  owner: string | null
  /** As the caller sent it. */
  idempotencyKey: string | undefined
  requestId: string
}

/** Validates a request for a new job. Throws `invalid_request` listing every fault of the body and the idempotency key. */
export async function readNewJob(
  body: unknown,
  { kinds, owner, idempotencyKey, requestId }: NewJobOptions,
): Promise<{ order: NewJob; kind: JobKind }> {
  const faults: Fault[] = []
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    faults.push({ in: 'header', name: 'Idempotency-Key', message: '1 to 255 visible ASCII characters' })
  }
  if (!isObject(body)) {
    faults.push({ in: 'body', name: 'body', message: 'must be a JSON object' })
    throw invalidRequest(faults)
  }
  const { kind: name, ...input } = body
  const kind = typeof name === 'string' ? kinds.get(name) : undefined
  if (!kind) {
    faults.push({ in: 'body', name: 'kind', message: `must be one of ${[...kinds.keys()].join(', ')}` })
    throw invalidRequest(faults)
  }
  const read = kind.input.safeParse(input)
  for (const fault of faultsOf(read.error?.issues ?? [], 'body')) faults.push(fault)
  if (!read.success || faults.length > 0) throw invalidRequest(faults)
  const items = [...kind.items(read.data)]
  const [id, requestHash] = await Promise.all([createJobId(owner, idempotencyKey), digestOf(canonical(body))])
  return { kind, order: { id, kind: kind.kind, input, items, owner, requestHash, requestId } }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Serialises a body with sorted names, so that bodies that differ only in the order of names have the same digest. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )
