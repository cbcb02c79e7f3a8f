import { html } from 'hono/html'
import { duration } from '../../core/time-words.ts'
import type { Part } from '../../parts/part.ts'
import type { Html } from '../layout.ts'
import type { AnswerState } from './answer-state.ts'

/** The interval of a part, in milliseconds from the start of the answer. */
export interface Lane {
  part: Part
  startMs: number
  endMs: number
}

/**
 * The interval of each part. The envelope says how long a part took, not when it started; but everything starts at once, except
 * the parts that need the position, which start when the place has been found.
 */
export function lanesOf(parts: readonly Part[]): Lane[] {
  const placeMs = Math.max(
    0,
    ...parts.filter(({ source }) => source === 'geocode').map(({ tookMs }) => tookMs),
  )
  return parts.map((part) => {
    const startMs = part.source === 'marine' || part.source === 'alerts' ? placeMs : 0
    return { part, startMs, endMs: startMs + part.tookMs }
  })
}

/** A phase of a part's time, in shares of the whole. */
export interface Piece {
  name: 'before' | 'queue' | 'upstream' | 'decode'
  from: number
  to: number
}

/**
 * The phases of a part's time, in order. The load that produced the value ends when the part does; the time before it was spent
 * on another provider or a token. If another caller had started the load, only its end falls within the time of this part.
 */
export function piecesOf({ tookMs, timings }: Part): Piece[] {
  if (!timings || tookMs <= 0) return []
  const decode = Math.max(0, 1 - timings.decodeMs / tookMs)
  const upstream = Math.max(0, decode - timings.upstreamMs / tookMs)
  const queue = Math.max(0, upstream - timings.queueMs / tookMs)
  const pieces: Piece[] = [
    { name: 'before', from: 0, to: queue },
    { name: 'queue', from: queue, to: upstream },
    { name: 'upstream', from: upstream, to: decode },
    { name: 'decode', from: decode, to: 1 },
  ]
  return pieces.filter(({ from, to }) => to > from)
}

/** The table of parts: status, source, attempts and a bar of the time for each. */
export function waterfall({ parts, meta, phase, total }: AnswerState): Html {
  const lanes = lanesOf(parts)
  const widthMs = Math.max(1, meta?.tookMs ?? 0, ...lanes.map(({ endMs }) => endMs))
  const failed = parts.filter(({ status }) => status === 'failed').length
  const story = meta
    ? html`<p>Answered in <strong>${duration(meta.tookMs)}</strong> of a budget of ${duration(meta.budgetMs)}, from ${
        parts.length
      } ${parts.length === 1 ? 'part' : 'parts'}${failed > 0 ? `, ${failed} of which failed` : ''}.</p>`
    : html`<p>${parts.length} of ${Math.max(total, parts.length)} parts ${phase === 'asking' ? 'so far' : 'received'}.</p>`
  if (parts.length === 0) return story
  return html`${story}
<table class="waterfall" role="table" aria-label="Parts of this answer"><thead role="rowgroup"><tr role="row">${columns.map(
    (name) =>
      html`<th scope="col" role="columnheader"${name === 'Time' ? html` class="bar-column"` : ''}>${name}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${lanes.map((lane) => row(lane, widthMs))}</tbody></table>
${parts.some(({ timings }) => timings) ? legend : ''}`
}

const legend = html`<ul class="legend pieces" aria-label="Phases of a fresh part">${[
  'before',
  'queue',
  'upstream',
  'decode',
].map(
  (name) =>
    html`<li><svg class="bar" viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true"><rect class="piece-${name}" width="10" height="10"></rect></svg>${name}</li>`,
)}</ul>`

const columns = ['Part', 'Status', 'Source', 'Attempts', 'Time']

// On a narrow screen the stylesheet turns rows into grids, which removes the table semantics unless the roles are explicit.
function row(lane: Lane, widthMs: number): Html {
  const { part, startMs, endMs } = lane
  const { source, key, provider, status, attempts, tookMs, timings, error } = part
  const x = Math.min((startMs / widthMs) * 100, 99.2)
  // Even a part from the cache gets a visible bar.
  const width = Math.max(0.8, ((endMs - startMs) / widthMs) * 100)
  const rect = (name: string, from: number, to: number): Html =>
    html`<rect class="${name}" x="${hundredth(x + from * width)}" width="${hundredth((to - from) * width)}" height="10"></rect>`
  const pieces = piecesOf(part)
  return html`<tr role="row"><th scope="row" role="rowheader">${source} <span class="key">${key}</span></th>
<td role="cell"><span class="part-state part-state-${status}">${status}</span>${
    error ? html` <a href="/problems/${error.code}">${error.code}</a>` : ''
  }</td>
<td role="cell">${provider}</td><td role="cell">${attempts === 0 ? '–' : `${attempts}×`}</td>
<td class="bar-column" role="cell"><svg class="bar bar-${status}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${
    pieces.length === 0
      ? rect('whole', 0, 1)
      : pieces.map(({ name, from, to }) => rect(`piece-${name}`, from, to))
  }</svg> <span>${duration(tookMs)}</span>${timings ? html`<span class="unseen">: ${inWords(timings)}</span>` : ''}</td></tr>`
}

const inWords = ({ queueMs, upstreamMs, decodeMs }: NonNullable<Part['timings']>): string =>
  `${duration(queueMs)} queue, ${duration(upstreamMs)} upstream, ${duration(decodeMs)} decode`

const hundredth = (value: number): number => Math.round(value * 100) / 100
