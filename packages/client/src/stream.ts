// The stream of an aggregated answer.
import { errorOfProblem, TributaryError } from './error.ts'
import type { ServerEvent } from './read-events.ts'
import { parseJson } from './transport.ts'
import type { Alert, Forecast, Part, Place, Post, Problem } from './types.ts'

/** A completed part with its data; `data` is null if it failed. */
export interface Landed<Source extends string, Data> {
  event: 'part'
  /** The source of the part, which discriminates the type of `data`. */
  source: Source
  part: Part
  data: Data | null
}

export type LandedPlace = Landed<'geocode', Place>
export type LandedForecast = Landed<'marine', Forecast>
export type LandedAlerts = Landed<'alerts', Alert[]>
export type LandedPosts = Landed<'reddit', Post[]>

/** The number of completed parts; `total` may grow as more parts become known. */
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
 * the stream ends before either. Unknown events are ignored.
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
  throw new TributaryError('bad_answer', 'the stream ended before the answer was complete')
}
