import { html } from 'hono/html'
import { pageTags, pageTexts, tileText } from '../../web/page/assets.ts'
import type { App } from '../app-env.ts'
import { asset, assetHeaders } from '../page.ts'

const css = asset('page', 'css', 'text/css', pageTexts.css, pageTags.css)
const homeScript = asset('home', 'js', 'text/javascript', pageTexts.homeScript, pageTags.home)
const statusScript = asset('status', 'js', 'text/javascript', pageTexts.statusScript, pageTags.status)
const jobScript = asset('job', 'js', 'text/javascript', pageTexts.jobScript, pageTags.job)
const jobsScript = asset('jobs', 'js', 'text/javascript', pageTexts.jobsScript, pageTags.jobs)

/** Where the tiles of the coastline are; a tile's name follows. */
export const coastUrl = `/assets/coast-${pageTags.coast}/`

// `async`: the script of a page that arrives in pieces must not wait for the last one.
const headOf = (script: string) => html`<link rel="stylesheet" href="${css.url}">
<script src="${script}" type="module" async></script>`

/** What the page's head has of its own. */
export const homeHead = headOf(homeScript.url)

/** What the status page's head has of its own. */
export const statusHead = headOf(statusScript.url)

/** What the pages of a job and of all jobs have of their own: their forms must tell that they are sent from here. */
const jobsHeadOf = (script: string) => html`<meta name="referrer" content="same-origin">${headOf(script)}`
export const jobHead = jobsHeadOf(jobScript.url)
export const jobsHead = jobsHeadOf(jobsScript.url)

/** Serves the stylesheet and the scripts of the page, and the coastline tile by tile. */
export function registerPageAssets(app: App): void {
  for (const { url, type, text } of [css, homeScript, statusScript, jobScript, jobsScript]) {
    // Not in the bundle where the platform serves it.
    if (text !== '') app.get(url, (c) => c.body(text, 200, { ...assetHeaders, 'content-type': type }))
  }
  app.get(`${coastUrl}:tile`, (c) =>
    c.body(tileText(c.req.param('tile') ?? ''), 200, {
      ...assetHeaders,
      'content-type': 'text/plain; charset=utf-8',
    }),
  )
}
