// The state of one job: the same value whether its parts arrived through the stream or were read at once. Everything on the page is
// rendered from it.

import type { Job } from '../../../jobs/job.ts'
import type { Envelope, Part } from '../../../parts/part.ts'
import type { Trouble } from '../answer-state.ts'

/** A part with its data; null if it failed. */
export interface LandedPart {
  part: Part
  piece: unknown
}

/** A job as `GET /v1/jobs/{id}` answers it. */
export interface WholeJob extends Job {
  result: Envelope
}

export interface JobState {
  id: string
  /** null until it has been read. */
  job: Job | null
  landed: readonly LandedPart[]
  attribution: readonly string[]
  /** The reason why it could not be read; null if there is none. */
  trouble: Trouble | null
  /** How the page is updated: not at all, by the stream, or by a stream that is disconnected. */
  link: 'read' | 'followed' | 'lost'
  isCancelling: boolean
  /** The time that ages are relative to, epoch ms. */
  now: number
  /** The time zone of displayed times; null for UTC. */
  timeZone: string | null
}

/** The state before anything has been read. */
export const unreadJob = (id: string, now: number): JobState => ({
  id,
  job: null,
  landed: [],
  attribution: [],
  trouble: null,
  link: 'read',
  isCancelling: false,
  now,
  timeZone: null,
})

/** The state with the whole job, which replaces the collected parts. */
export function withWhole(state: JobState, { result, ...job }: WholeJob): JobState {
  const pieces = piecesIn(result.data)
  const landed = result.parts.map((part) => ({ part, piece: pieces.get(part.key) ?? null }))
  return { ...state, job, landed, attribution: result.meta.attribution, trouble: null }
}

/** The state with one more part, which replaces an earlier one with the same key. */
export function withLanded(state: JobState, part: Part, piece: unknown): JobState {
  const others = state.landed.filter(
    ({ part: { source, key } }) => source !== part.source || key !== part.key,
  )
  return { ...state, landed: [...others, { part, piece }] }
}

/** The state with a new progress count. A job with progress is running. */
export function withProgress(state: JobState, progress: Job['progress']): JobState {
  const { job } = state
  if (!job) return state
  const isBegun = job.state === 'pending' && progress.done > 0
  return { ...state, job: { ...job, progress, state: isBegun ? 'running' : job.state } }
}

/** Whether the job has reached a final state. */
export const hasEnded = ({ state }: Pick<Job, 'state'>): boolean => state !== 'pending' && state !== 'running'

interface Piece {
  zone?: { id: string }
  query?: string
  subreddit?: string
  posts?: unknown
  url?: string
}

/** The data of each part by its key. The result has them under one name, whatever the kind. */
function piecesIn(data: unknown): Map<string, unknown> {
  const pieces = Object.values(data as Record<string, readonly Piece[]>).flat()
  return new Map(
    pieces.map((piece) => {
      const { zone, query, subreddit, url, posts } = piece
      // The stream sends the posts only.
      return [zone?.id ?? query ?? subreddit ?? url ?? '', subreddit === undefined ? piece : posts]
    }),
  )
}
