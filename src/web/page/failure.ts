import { html } from 'hono/html'
import { errorKinds } from '../../core/errors.ts'
import type { Part } from '../../parts/part.ts'
import type { Html } from '../layout.ts'
import { richText } from '../rich-text.ts'

/** What failed, why, and what its reader can do; never a blank. */
export function failureNote(part: Part, what: string): Html {
  const { error, provider, attempts } = part
  if (!error) return html``
  const asked =
    attempts === 0 ? 'not asked this time' : attempts === 1 ? 'asked once' : `asked ${attempts} times`
  return html`<div class="failed">
<p><strong>${what} is missing.</strong> ${error.title}: ${error.detail}</p>
<p>${richText(errorKinds[error.code].advice)}</p>
<p class="hint"><a href="/problems/${error.code}"><code>${error.code}</code></a> · ${provider}, ${asked}</p>
</div>`
}
