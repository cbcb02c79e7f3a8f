import { AppError, type Fault } from '../core/errors.ts'
import type { JobKind } from '../pipeline/job-kind.ts'
import { createJobId, digestOf } from './id.ts'
import type { JobKinds } from './kinds.ts'
import type { Order } from './record.ts'

export interface OrderOptions {
  kinds: JobKinds
  owner: string | null
  /** As the caller sent it. */
  idempotencyKey: string | undefined
  requestId: string
}

/** Reads what a caller wants done. Throws `invalid_request` that lists every fault of the body and the key. */
export async function readOrder(
  body: unknown,
  { kinds, owner, idempotencyKey, requestId }: OrderOptions,
): Promise<{ order: Order; kind: JobKind }> {
  const faults: Fault[] = []
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    faults.push({ in: 'header', name: 'Idempotency-Key', message: '1 to 255 visible ASCII characters' })
  }
  if (!isObject(body)) {
    faults.push({ in: 'body', name: 'body', message: 'a JSON object is wanted' })
    throw invalid(faults)
  }
  const { kind: name, ...input } = body
  const kind = typeof name === 'string' ? kinds.get(name) : undefined
  if (!kind) {
    faults.push({ in: 'body', name: 'kind', message: `one of ${[...kinds.keys()].join(', ')}` })
    throw invalid(faults)
  }
  const read = kind.input.safeParse(input)
  for (const issue of read.error?.issues ?? []) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.') || 'body']
    const message =
      issue.code === 'unrecognized_keys' ? `not known to jobs of kind ${kind.kind}` : issue.message
    for (const key of keys) faults.push({ in: 'body', name: key.slice(0, 60), message })
  }
  if (!read.success || faults.length > 0) throw invalid(faults)
  const items = [...kind.items(read.data)]
  const [id, requestHash, idempotency] = await Promise.all([
    createJobId(owner),
    digestOf(canonical(body)),
    idempotencyKey === undefined ? null : digestOf(JSON.stringify([owner, idempotencyKey])),
  ])
  return { kind, order: { id, kind: kind.kind, input, items, owner, idempotency, requestHash, requestId } }
}

function invalid(faults: readonly Fault[]): AppError {
  const names = [...new Set(faults.map(({ name }) => name))].slice(0, 10).join(', ')
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
  return new AppError('invalid_request', `${count} in ${names}`, { faults })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Equal for bodies that mean the same: the order of names does not count. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )
