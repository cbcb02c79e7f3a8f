// The records of jobs in Redis. What is read back is checked like an upstream's answer.
import { AppError, type ErrorCode, errorKinds } from '../../core/errors.ts'
import { anotherBody, isStopping, tooManyOwn, tooManyWait } from '../../jobs/bounds.ts'
import { cursorOf, placeOf } from '../../jobs/cursor.ts'
import { type JobKinds, readCheckpoint, readRecord } from '../../jobs/kinds.ts'
import type { JobPage, JobSearch, QueueLimits, Submitted } from '../../jobs/queue.ts'
import {
  type Checkpoint,
  type JobFailure,
  type JobRecord,
  type JobState,
  jobStates,
  type Order,
  recordOf,
} from '../../jobs/record.ts'
import type { Reach } from './reach.ts'
import type { Scripts } from './scripts.ts'

export interface KeepOptions {
  reach: Reach
  scripts: Scripts
  kinds: JobKinds
  limits: QueueLimits
  now: () => number
}

/** A job that this process has begun, or gone on with: until the next one who does, what it lands counts. */
export interface Begun {
  /** Which run of the job this is; what a former one lands is dropped. */
  run: string
  job: JobRecord
  landed: { index: number; code: ErrorCode | null }[]
}

/** What becomes of a step of a run: it counts, or the job has ended meanwhile, or is somebody else's by now. */
export type Standing = 'ours' | 'ended' | 'superseded'

/** So many checkpoints are read at once: Redis answers others in between. */
const mostRead = 200

export type Keep = ReturnType<typeof createKeep>

/** Each step as a promise: it throws `unavailable` when Redis cannot be reached in time. */
export function createKeep({ reach, scripts, kinds, limits, now }: KeepOptions) {
  const { keepMs } = limits
  const call = (
    name: keyof Scripts,
    given: readonly (string | number)[],
    signal: AbortSignal,
  ): Promise<unknown> => reach(() => scripts[name](now(), ...given), signal)

  const recordIn = (reply: unknown): JobRecord | 'gone' | null => {
    const [stage, ...fields] = reply as string[]
    return stage === 'gone' ? 'gone' : stage === 'kept' ? jobOf(fields, kinds) : null
  }

  return {
    async submit(order: Order, isTaking: boolean, signal: AbortSignal): Promise<Submitted> {
      const job = recordOf(order, now())
      const { id, owner, idempotency, requestHash } = order
      const ofOwner = ownerText(owner)
      const key = idempotency === null ? '' : `${ofOwner}:${idempotency}`
      const mostOwn = owner === null ? -1 : limits.perOwner
      const kept = JSON.stringify({ ...order, createdAt: job.createdAt })
      const given = [
        id,
        ofOwner,
        key,
        requestHash,
        kept,
        limits.pending,
        mostOwn,
        isTaking ? 1 : 0,
        order.kind,
      ]
      const [what, ...more] = (await call('submit', given, signal)) as string[]
      if (what === 'new') return { job, isNew: true }
      const known = what === 'known' ? jobOf(more, kinds) : null
      if (known) return { job: known, isNew: false }
      throw refusal(what, more[0], limits)
    },

    find: async (id: string, signal: AbortSignal) => recordIn(await call('find', [id], signal)),

    async checkpoints(
      id: string,
      { after, most }: { after: number; most: number },
      signal: AbortSignal,
    ): Promise<Checkpoint[]> {
      const landed: Checkpoint[] = []
      for (let missing = most; missing > 0; missing -= mostRead) {
        const first = after + landed.length
        const given = [id, first, first + Math.min(missing, mostRead) - 1]
        const [kind = '', texts = []] = (await call('checkpoints', given, signal)) as [string?, string[]?]
        for (const text of texts) landed.push(checkpointIn(text, kind, kinds))
        if (texts.length < mostRead) break
      }
      return landed
    },

    async list({ owner, state, limit, cursor }: JobSearch, signal: AbortSignal): Promise<JobPage> {
      const before = cursor === undefined ? '+inf' : placeOf(cursor)
      const given = [ownerText(owner), state ?? 'all', before, limit]
      const [last, ...rows] = (await call('list', given, signal)) as [string, ...string[][]]
      return {
        jobs: rows.map(([, ...fields]) => jobOf(fields, kinds)).filter((job) => job !== null),
        nextCursor: last === '' ? null : cursorOf(Number(last)),
      }
    },

    async counts(signal: AbortSignal): Promise<Record<JobState, number>> {
      const counts = (await call('counts', [], signal)) as number[]
      return Object.fromEntries(jobStates.map((state, i) => [state, counts[i] ?? 0])) as Record<
        JobState,
        number
      >
    },

    cancel: async (id: string, signal: AbortSignal) => recordIn(await call('cancel', [id, keepMs], signal)),

    /** Begins a job, or goes on with it; null when there is nothing more to do. */
    async begin(id: string, signal: AbortSignal): Promise<Begun | null> {
      const [run, row, codes] = (await call('begin', [id], signal)) as [string?, string[]?, string[]?]
      if (run === undefined) return null
      const job = recordIn(row)
      // A version that knows it may be running elsewhere, during a roll-out.
      if (job === null || job === 'gone') throw new Error('a job that this version cannot read')
      const landed = pairs(codes ?? []).map(([index, code]) => ({
        index: Number(index),
        code: code === '' ? null : (code as ErrorCode),
      }))
      return { run, job, landed }
    },

    /** Keeps what has landed; the first of an item counts, `again` says that this was not it. */
    land: async (id: string, run: string, checkpoint: Checkpoint, signal: AbortSignal) => {
      const code = checkpoint.part.error?.code ?? ''
      const given = [id, run, checkpoint.index, code, JSON.stringify(checkpoint)]
      return (await call('land', given, signal)) as Standing | 'again'
    },

    check: async (id: string, run: string, signal: AbortSignal) =>
      (await call('check', [id, run], signal)) as Standing,

    /**
     * Ends a job, once. Without a run whoever runs it is not asked. `lost` says that Redis has come back knowing of fewer
     * parts than the run has landed: it does not end then.
     */
    async finish(
      id: string,
      { run, state, error, landed }: Ending,
      signal: AbortSignal,
    ): Promise<Standing | 'lost'> {
      const failure = error ? JSON.stringify(error) : ''
      const given = [id, run ?? '', state, failure, keepMs, landed]
      return (await call('finish', given, signal)) as Standing | 'lost'
    },

    lost: async (signal: AbortSignal) => (await call('lost', [], signal)) as string[],
  }
}

export interface Ending {
  run: string | null
  state: 'done' | 'failed'
  error: JobFailure | null
  /** How many checkpoints there should be at least. */
  landed: number
}

/** No owner and an owner of any name must differ. */
const ownerText = (owner: string | null): string => (owner === null ? '' : `=${owner}`)

/** The record of a row; null when this version cannot read it. */
function jobOf(fields: readonly string[], kinds: JobKinds): JobRecord | null {
  const [order = '', state, done, startedAt, endedAt, expiresAt, error] = fields
  const number = (text: string | null | undefined): number | null =>
    text === null || text === undefined || text === '' ? null : Number(text)
  const ordered = parse(order)
  if (typeof ordered !== 'object') return null
  const given = {
    ...ordered,
    state,
    done: Number(done),
    startedAt: number(startedAt),
    endedAt: number(endedAt),
    expiresAt: number(expiresAt),
    error: error ? parse(error) : null,
  }
  return readRecord(given, kinds)
}

/** A checkpoint of a row. One that this version cannot read keeps its place in the order, as a part that failed. */
function checkpointIn(text: string, kind: string, kinds: JobKinds): Checkpoint {
  const blank = text.indexOf(' ')
  const checkpoint = readCheckpoint(parse(text.slice(blank + 1)), kind, kinds)
  const index = Number(text.slice(0, blank))
  if (checkpoint?.index === index) return checkpoint
  const source = kinds.get(kind)?.sources[0] ?? kind
  const { status, title } = errorKinds.internal
  const error = { code: 'internal', status, title, detail: 'kept by another version' } as const
  return {
    index,
    part: { source, key: '', provider: '', status: 'failed', fetchedAt: null, tookMs: 0, attempts: 0, error },
    piece: null,
    fetchedAt: null,
    freshUntil: null,
    attribution: null,
  }
}

/** Null for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? ''])
}

function refusal(what: string | undefined, count = '', limits: QueueLimits): AppError {
  switch (what) {
    case 'draining':
      return isStopping()
    case 'overloaded':
      return tooManyWait(count)
    case 'rate_limited':
      return tooManyOwn(count, limits)
    case 'conflict':
      return anotherBody()
    default:
      return new AppError('unavailable', 'a job that cannot be read here', { retryAfterMs: 10_000 })
  }
}
