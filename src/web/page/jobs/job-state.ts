// What the page knows of one job at a moment: the same value when its parts came one by one over the stream and when the
// whole of it was read at once. Everything that is shown is made from it.

import type { Job } from '../../../jobs/job.ts'
import type { Part } from '../../../parts/part.ts'
import type { Trouble } from '../answer-state.ts'

/** A part with what it added: null when it failed. */
export interface LandedPart {
  part: Part
  piece: unknown
}

/** A job as `GET /v1/jobs/{id}` answers it. */
export interface WholeJob extends Job {
  result: { data: unknown; parts: Part[]; meta: { generatedAt: string; attribution: string[] } }
}

export interface JobState {
  id: string
  /** null while it could not be read. */
  job: Job | null
  landed: readonly LandedPart[]
  attribution: readonly string[]
  /** Why it could not be read. */
  trouble: Trouble | null
  /** How the page stays up to date: not at all, by the stream, or by a stream that has broken. */
  link: 'read' | 'followed' | 'lost'
  isCancelling: boolean
  /** What ages are told against, epoch ms. */
  now: number
  /** In which instants are told; null for UTC. */
  timeZone: string | null
}

/** Before anything has been read. */
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

/** With all that has landed so far: what it says replaces what was pieced together. */
export function withWhole(state: JobState, { result, ...job }: WholeJob): JobState {
  const pieces = piecesIn(result.data)
  const landed = result.parts.map((part) => ({ part, piece: pieces.get(part.key) ?? null }))
  return { ...state, job, landed, attribution: result.meta.attribution, trouble: null }
}

/** With one more part; one that is there already is replaced. */
export function withLanded(state: JobState, part: Part, piece: unknown): JobState {
  const others = state.landed.filter(
    ({ part: { source, key } }) => source !== part.source || key !== part.key,
  )
  return { ...state, landed: [...others, { part, piece }] }
}

/** With a new count. A count tells of a job that has begun. */
export function withProgress(state: JobState, progress: Job['progress']): JobState {
  const { job } = state
  if (!job) return state
  const isBegun = job.state === 'pending' && progress.done > 0
  return { ...state, job: { ...job, progress, state: isBegun ? 'running' : job.state } }
}

/** Whether nothing more will come of it. */
export const hasEnded = ({ state }: Pick<Job, 'state'>): boolean => state !== 'pending' && state !== 'running'

interface Piece {
  zone?: { id: string }
  query?: string
  subreddit?: string
  posts?: unknown
  url?: string
}

/** What each part has added, by its key: the result lists them under one name, whatever the kind. */
function piecesIn(data: unknown): Map<string, unknown> {
  const pieces = Object.values(data as Record<string, readonly Piece[]>).flat()
  return new Map(
    pieces.map((piece) => {
      const { zone, query, subreddit, url, posts } = piece
      // The stream tells the posts alone.
      return [zone?.id ?? query ?? subreddit ?? url ?? '', subreddit === undefined ? piece : posts]
    }),
  )
}
