// An aggregated answer part by part.
import { errorOfProblem, TributaryError } from './error.ts'
import type { ServerEvent } from './read-events.ts'
import { parseJson } from './transport.ts'
import type { Alert, Forecast, Part, Place, Post, Problem } from './types.ts'

/** A part that has landed; `data` is what it adds to the answer, null when it failed. */
export interface Landed<Source extends string, Data> {
  event: 'part'
  /** The part's source, to tell the types of `data` apart by. */
  source: Source
  part: Part
  data: Data | null
}

export type LandedPlace = Landed<'geocode', Place>
export type LandedForecast = Landed<'marine', Forecast>
export type LandedAlerts = Landed<'alerts', Alert[]>
export type LandedPosts = Landed<'reddit', Post[]>

/** How many parts have landed; `total` grows while it turns out what else is to be asked. */
export interface Progress {
  event: 'progress'
  done: number
  total: number
}

/** The last event: the whole answer. */
export interface Done<Answer> {
  event: 'done'
  answer: Answer
}

export type StreamEvent<Answer, Piece> = Piece | Progress | Done<Answer>

/**
 * Types the events of an aggregated route. Ends after `done`; throws the error of a `problem`, and a `bad_answer` when
 * the stream ends before either. Events of a kind that is not known here are passed over.
 */
export async function* streamEvents<Answer, Piece>(
  events: AsyncIterable<ServerEvent>,
): AsyncGenerator<StreamEvent<Answer, Piece>, void, void> {
  for await (const { event, data } of events) {
    switch (event) {
      case 'part': {
        const landed = parseJson<{ part: Part; data: unknown }>(data)
        yield { event, source: landed.part.source, ...landed } as Piece
        break
      }
      case 'progress':
        yield { event, ...parseJson<{ done: number; total: number }>(data) }
        break
      case 'done':
        yield { event, answer: parseJson<Answer>(data) }
        return
      case 'problem':
        throw errorOfProblem(parseJson<Problem>(data))
    }
  }
  throw new TributaryError('bad_answer', 'the stream ended before the answer was whole')
}
