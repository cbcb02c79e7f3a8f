import { html } from 'hono/html'
import type { Html } from '../layout.ts'

/** Where a reader with an API key puts it. A page cannot be asked for with a key, so without a script there is no answer. */
export const keyField = (): Html => html`<p class="key-field"><label for="key">API key</label>
<input id="key" type="password" autocomplete="off" aria-describedby="key-hint">
<span class="hint" id="key-hint">This service answers to keys only. Yours is kept until you close this tab, and sent to this service
alone; it needs JavaScript.</span></p>`
