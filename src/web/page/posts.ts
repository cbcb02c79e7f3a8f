import { html } from 'hono/html'
import { ago } from '../../core/time-words.ts'
import type { Post } from '../../sources/reddit/schema.ts'
import type { Html } from '../layout.ts'
import { type AnswerState, partOf } from './answer-state.ts'
import { failureNote } from './failure.ts'
import { freshness } from './freshness.ts'

/** The top posts of one subreddit, or the reason why they are missing. */
export function postList(state: AnswerState, subreddit: string): Html {
  const { now, phase } = state
  const posts = state.reddit.find((found) => found.subreddit === subreddit)?.posts
  const part = partOf(state, 'reddit', subreddit)
  return html`<section class="posts" aria-label="r/${subreddit}"><h3>r/${subreddit} ${
    part && part.status !== 'failed' ? freshness(part, now) : ''
  }</h3>
${
  part?.status === 'failed'
    ? failureNote(part, `r/${subreddit}`)
    : posts
      ? posts.length > 0
        ? html`<ol>${posts.map((post) => postItem(post, now))}</ol>`
        : html`<p>No posts in this period.</p>`
      : phase === 'asking'
        ? html`<div class="skeleton posts-skeleton" aria-hidden="true"></div>`
        : html`<p>Not requested.</p>`
}</section>`
}

/** One post. A post for adults is collapsed. */
export function postItem(post: Post, now: number): Html {
  if (!post.over18) return html`<li>${postBody(post, now)}</li>`
  return html`<li><details class="over18"><summary>Over 18 only: show this post</summary>${postBody(post, now)}</details></li>`
}

/** Pictures are not loaded: that would disclose the reader to another host. */
function postBody(
  { title, score, comments, author, permalink, createdAt, domain, url }: Post,
  now: number,
): Html {
  const isLink = url !== permalink && !domain.startsWith('self.')
  return html`<a href="${permalink}" rel="noreferrer">${title}</a>
<p class="hint">${score === null ? '' : html`<span class="score">${thousands(score)} points</span> · `}${
    comments === null ? '' : `${thousands(comments)} comments · `
  }<time datetime="${createdAt}">${ago(createdAt, now)}</time>${author ? ` · ${author}` : ''}${
    isLink ? html` · <a href="${url}" rel="noreferrer">${domain}</a>` : ''
  }</p>`
}

const thousands = (count: number): string =>
  Math.abs(count) < 10_000 ? String(count) : `${Math.round(count / 1_000)}k`
