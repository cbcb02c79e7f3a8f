import { html } from 'hono/html'
import { type TimeWindow, timeWindows } from '../../sources/reddit/time-windows.ts'
import type { Html } from '../layout.ts'
import type { Ask } from './ask.ts'

const counts = [1, 3, 5, 8, 13, 20]

const windowNames: Record<TimeWindow, string> = {
  hour: 'past hour',
  day: 'past day',
  week: 'past week',
  month: 'past month',
  year: 'past year',
  all: 'all time',
}

/** The search form: a plain GET form with a shareable URL. The script turns subreddits into chips. */
export function searchForm({ place, subreddits, count, t }: Ask): Html {
  const shown = counts.includes(count) || !Number.isInteger(count) ? counts : [...counts, count]
  return html`<form class="search" id="search" action="/" method="get" role="search">
<div class="search-place"><label for="place">Place</label>
<div class="joined"><input id="place" name="place" value="${place}" required maxlength="200" autocomplete="off" spellcheck="false"
 placeholder="Annapolis, MD or 38.97,-76.49"><button type="button" class="plain" id="locate" hidden>Use my position</button></div></div>
<div class="search-subreddits"><label for="subreddits">Subreddits</label>
<div class="chip-field"><ul class="chips" id="chips" aria-label="Chosen subreddits" hidden></ul>
<input id="subreddits" name="subreddits" value="${subreddits.join(', ')}" autocomplete="off" autocapitalize="none" spellcheck="false"
 placeholder="sailing, boating"></div></div>
<div class="search-count"><label for="count">Zones</label>
<select id="count" name="count">${shown.map(
    (option) => html`<option value="${option}"${option === count ? html` selected` : ''}>${option}</option>`,
  )}</select></div>
<div class="search-t"><label for="t">Posts</label>
<select id="t" name="t">${timeWindows.map(
    (option) =>
      html`<option value="${option}"${option === t ? html` selected` : ''}>${windowNames[option]}</option>`,
  )}</select></div>
<div class="search-go"><button>Show</button></div>
</form>`
}
