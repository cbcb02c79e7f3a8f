import { html } from 'hono/html'
import { errorKinds } from '../../core/errors.ts'
import type { Part } from '../../parts/part.ts'
import type { Html } from '../layout.ts'
import { richText } from '../rich-text.ts'

/** A failed part: what is missing, why, and what the reader can do. */
export function failureNote(part: Part, what: string): Html {
  const { error, provider, attempts } = part
  if (!error) return html``
  const asked = attempts === 0 ? 'no attempt' : attempts === 1 ? 'one attempt' : `${attempts} attempts`
  return html`<div class="failed">
<p><strong>${what} is missing.</strong> ${error.title}: ${error.detail}</p>
<p>${richText(errorKinds[error.code].advice)}</p>
<p class="hint"><a href="/problems/${error.code}"><code>${error.code}</code></a> · ${provider}, ${asked}</p>
</div>`
}
