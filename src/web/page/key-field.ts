import { html } from 'hono/html'
import type { Html } from '../layout.ts'

/** The input for an API key. Browsers cannot request a page with a key, so this needs the script. */
export const keyField = (): Html => html`<p class="key-field"><label for="key">API key</label>
<input id="key" type="password" autocomplete="off" aria-describedby="key-hint">
<span class="hint" id="key-hint">This service requires an API key. Yours is kept until you close this tab and is sent only to this service. This needs JavaScript.</span></p>`
