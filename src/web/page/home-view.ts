import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import type { AnswerState } from './answer-state.ts'
import { answerView } from './answer-view.ts'
import { type Ask, defaultAsk, writeAsk } from './ask.ts'
import { keyField } from './key-field.ts'
import type { Tile } from './map/coast-tile.ts'
import { searchForm } from './search-form.ts'

/** The form, and the element that holds the answer; `coastUrl` is the URL of the coastline tiles. */
export function homeFrame(
  ask: Ask,
  content: Html,
  { coastUrl, isPending = false, requiresKey = false }: FrameOptions,
): Html {
  return html`${searchForm(ask)}${requiresKey ? keyField() : ''}
<p class="unseen" id="live" role="status"></p>
<div id="answer"${isPending ? html` class="pending"` : ''} data-coast="${coastUrl}">${content}</div>`
}

export interface FrameOptions {
  coastUrl: string
  /** The answer follows later in the same page. */
  isPending?: boolean
  /** The service requires an API key. */
  requiresKey?: boolean
}

/** An answer that is sent after the frame of its page and replaces the placeholders. */
export const landedAnswer = (state: AnswerState, coast: readonly Tile[] | null): Html =>
  html`<div id="landed">${answerView(state, coast)}</div>`

const examples: Ask[] = [
  { ...defaultAsk, place: 'Annapolis, MD', subreddits: ['sailing', 'boating'] },
  { ...defaultAsk, place: 'Seattle', count: 5 },
  { ...defaultAsk, place: 'Key West, FL', subreddits: ['fishing'] },
]

/** The content below the form before the first search. */
export function welcome({ hasJobs = false }: { hasJobs?: boolean } = {}): Html {
  return html`<div class="welcome"><h1>The sea near you, and what people say</h1>
<p class="lede">Name a place. You get the forecasts and warnings of the marine zones around it and the top posts of the
subreddits you choose, in one answer before the deadline. Each part says where it came from, how old it is and what went
wrong.</p>
<p>For example: ${examples.map(
    (ask, i) => html`${i > 0 ? ' · ' : ''}<a href="/?${writeAsk(ask).toString()}">${ask.place}</a>`,
  )}</p>
<h2>Build on it</h2>
<ul class="rows">
${
  hasJobs
    ? html`<li><a href="/jobs">Jobs</a> Questions too large for one request, answered in the background.</li>
`
    : ''
}<li><a href="/docs">Reference</a> Every route, its parameters and answers, with a line of curl for each.</li>
<li><a href="/problems">Problems</a> What each error code means and what to do about it.</li>
<li><a href="/status">Status</a> The state of every upstream, as seen by this instance.</li>
<li><a href="/openapi.json">OpenAPI</a> The same reference for machines.</li>
</ul></div>`
}
