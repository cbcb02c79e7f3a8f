import { html } from 'hono/html'
import type { Html } from '../../layout.ts'
import { timeWindows } from '../ask.ts'
import type { JobFields } from './job-order.ts'

const options = (names: Readonly<Record<string, string>>, chosen: string | undefined): Html =>
  html`${Object.entries(names).map(
    ([value, name]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${name}</option>`,
  )}`

/** A form for each thing that a job can be about; those that were sent back keep what was typed. */
export function jobForms(fields: JobFields = {}): Html {
  const { kind, by, t, limit } = fields
  const isZones = kind === 'forecasts' || kind === 'advisories'
  const typed = (mine: boolean): string => (mine ? (fields.which ?? '') : '')
  return html`<div class="job-forms">
${form(
  'Marine zones',
  html`<p><label for="zone-kind">What</label><select id="zone-kind" name="kind">${options({ forecasts: 'Forecasts', advisories: 'Advisories' }, kind)}</select></p>
<p><label for="by">Zones by</label><select id="by" name="by">${options({ office: 'office', prefix: 'beginning of their ids', zones: 'list of ids' }, by)}</select></p>
<p><label for="which-zones">Which</label><input id="which-zones" name="which" value="${typed(isZones)}" required autocomplete="off"
 spellcheck="false" aria-describedby="which-hint"><span class="hint" id="which-hint">LWX, ANZ5, or ANZ531 ANZ532</span></p>`,
)}
${form(
  'Places',
  html`<input type="hidden" name="kind" value="geocode"><p><label for="which-places">Places, one a line</label>
<textarea id="which-places" name="which" rows="6" required spellcheck="false">${typed(kind === 'geocode')}</textarea></p>`,
)}
${form(
  'Subreddits',
  html`<input type="hidden" name="kind" value="reddit"><p><label for="which-subreddits">Subreddits</label>
<textarea id="which-subreddits" name="which" rows="2" required autocapitalize="none" spellcheck="false">${typed(kind === 'reddit')}</textarea></p>
<p><label for="job-t">Posts of the past</label><select id="job-t" name="t">${options(
    Object.fromEntries(timeWindows.map((name) => [name, name])),
    t ?? 'day',
  )}</select></p>
<p><label for="job-limit">Posts of each</label><input id="job-limit" name="limit" type="number" min="1" max="100" value="${limit ?? '5'}"></p>`,
)}</div>`
}

const form = (title: string, content: Html): Html =>
  html`<form class="job-form" method="post" action="/jobs" aria-label="${title}"><h3>${title}</h3>${content}<button>Start</button></form>`
