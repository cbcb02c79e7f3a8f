import { html } from 'hono/html'
import { ago } from '../../core/time-words.ts'
import type { Part } from '../../parts/part.ts'
import type { Html } from '../layout.ts'

/** The status and age of a part in a few words. */
export function freshness({ status, fetchedAt, skipped }: Part, now: number): Html {
  if (fetchedAt === null) return html`<span class="badge failed-badge">failed</span>`
  const age = html`<time datetime="${fetchedAt}">${ago(fetchedAt, now)}</time>`
  if (skipped) return html`<span class="badge stale-badge">${skipped} could not be read, ${age}</span>`
  if (status === 'stale') return html`<span class="badge stale-badge">stale: from ${age}</span>`
  return html`<span class="badge">${status === 'cached' ? 'cached, ' : ''}${age}</span>`
}
