import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** The front page: what this is, one question to ask, and where to go on. */
export function homePage(): Html {
  return html`<h1>Many upstreams, one answer</h1>
<p class="lede">Tributary asks marine forecasts, alerts, geocoders and Reddit for you, all at once, and gives back one JSON
document before the deadline. Each part says where it came from, how old it is, and what went wrong.</p>
<form class="try" action="/v1/briefing" method="get">
<h2 id="ask">Ask for a briefing</h2>
<p class="field"><label for="place">Place</label>
<input id="place" name="place" value="Annapolis, MD" required autocomplete="off" spellcheck="false"
 aria-describedby="place-hint"><span id="place-hint" class="hint">A name, or latitude,longitude</span></p>
<p class="field"><label for="subreddits">Subreddits</label>
<input id="subreddits" name="subreddits" value="sailing,boating" autocomplete="off" autocapitalize="none"
 spellcheck="false" aria-describedby="subreddits-hint"><span id="subreddits-hint" class="hint">Comma-separated</span></p>
<p><button>Get the briefing</button></p>
<div class="answer" role="status"></div>
</form>
<h2>Go on</h2>
<ul class="rows">
<li><a href="/docs">Reference</a> Every route, its parameters and answers, with a line of curl for each.</li>
<li><a href="/problems">Problems</a> What each error code means and what to do about it.</li>
<li><a href="/v1/sources">Sources</a> How every upstream is doing, as this instance sees it.</li>
<li><a href="/openapi.json">OpenAPI</a> The same reference for machines.</li>
</ul>
`
}
