import { html } from 'hono/html'
import type { Part } from '../../briefing/part.ts'
import type { Html } from '../layout.ts'
import type { AnswerState } from './answer-state.ts'
import { duration } from './times.ts'

/** A part on the time of the answer, in milliseconds from its start. */
export interface Lane {
  part: Part
  startMs: number
  endMs: number
}

/**
 * Where each part lies in time. The envelope says how long a part took, not when it began; but everything begins at once save
 * for what needs the position, which begins when the place has been found.
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

/** How the answer came to be: a bar a part, how it came, how often its upstream was asked. */
export function waterfall({ parts, meta, phase, total }: AnswerState): Html {
  const lanes = lanesOf(parts)
  const widthMs = Math.max(1, meta?.tookMs ?? 0, ...lanes.map(({ endMs }) => endMs))
  const failed = parts.filter(({ status }) => status === 'failed').length
  const story = meta
    ? html`<p>Answered in <strong>${duration(meta.tookMs)}</strong> of a budget of ${duration(meta.budgetMs)}, from ${
        parts.length
      } parts${failed > 0 ? `, ${failed} of which failed` : ''}.</p>`
    : html`<p>${parts.length} of ${Math.max(total, parts.length)} parts ${phase === 'asking' ? 'so far' : 'came'}.</p>`
  if (parts.length === 0) return story
  return html`${story}
<table class="waterfall" role="table" aria-label="Parts of this answer"><thead role="rowgroup"><tr role="row">${columns.map(
    (name) =>
      html`<th scope="col" role="columnheader"${name === 'Time' ? html` class="bar-column"` : ''}>${name}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${lanes.map((lane) => row(lane, widthMs))}</tbody></table>`
}

const columns = ['Part', 'Came', 'From', 'Asked', 'Time']

// On a narrow screen the style lays rows out as grids, which costs a table its meaning unless the roles are written down.
function row({ part, startMs, endMs }: Lane, widthMs: number): Html {
  const { source, key, provider, status, attempts, tookMs, error } = part
  const x = (startMs / widthMs) * 100
  // Even a part from the cache leaves a mark.
  const width = Math.max(0.8, ((endMs - startMs) / widthMs) * 100)
  return html`<tr role="row"><th scope="row" role="rowheader">${source} <span class="key">${key}</span></th>
<td role="cell"><span class="came came-${status}">${status}</span>${
    error ? html` <a href="/problems/${error.code}">${error.code}</a>` : ''
  }</td>
<td role="cell">${provider}</td><td role="cell">${attempts === 0 ? '–' : `${attempts}×`}</td>
<td class="bar-column" role="cell"><svg class="bar bar-${status}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect
 x="${hundredth(Math.min(x, 99.2))}" width="${hundredth(width)}" height="10"></rect></svg> <span>${duration(tookMs)}</span></td></tr>`
}

const hundredth = (value: number): number => Math.round(value * 100) / 100
