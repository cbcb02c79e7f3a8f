import { html } from 'hono/html'
import { pageTags, pageTexts, tileText } from '../../web/page/assets.ts'
import type { App } from '../app-env.ts'
import { asset, assetHeaders } from '../page.ts'

const css = asset('page', 'css', 'text/css', pageTexts.css, pageTags.css)
const homeScript = asset('home', 'js', 'text/javascript', pageTexts.homeScript, pageTags.home)
const statusScript = asset('status', 'js', 'text/javascript', pageTexts.statusScript, pageTags.status)
const jobScript = asset('job', 'js', 'text/javascript', pageTexts.jobScript, pageTags.job)
const jobsScript = asset('jobs', 'js', 'text/javascript', pageTexts.jobsScript, pageTags.jobs)

/** URL prefix of the coastline tiles. */
export const coastUrl = `/assets/coast-${pageTags.coast}/`

// `async`, so that the script of a streamed page does not wait for its end.
const headOf = (script: string) => html`<link rel="stylesheet" href="${css.url}">
<script src="${script}" type="module" async></script>`

/** Head elements of the home page. */
export const homeHead = headOf(homeScript.url)

/** Head elements of the status page. */
export const statusHead = headOf(statusScript.url)

/** Head elements of the pages of jobs, whose forms must send their origin. */
const jobsHeadOf = (script: string) => html`<meta name="referrer" content="same-origin">${headOf(script)}`
export const jobHead = jobsHeadOf(jobScript.url)
export const jobsHead = jobsHeadOf(jobsScript.url)

/** Serves the stylesheet, the scripts and the coastline tiles of the pages. */
export function registerPageAssets(app: App): void {
  for (const { url, type, text } of [css, homeScript, statusScript, jobScript, jobsScript]) {
    // Absent from the bundle where the platform serves it.
    if (text !== '') app.get(url, (c) => c.body(text, 200, { ...assetHeaders, 'content-type': type }))
  }
  app.get(`${coastUrl}:tile`, (c) =>
    c.body(tileText(c.req.param('tile') ?? ''), 200, {
      ...assetHeaders,
      'content-type': 'text/plain; charset=utf-8',
    }),
  )
}
