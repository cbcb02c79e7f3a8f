import { statusView } from '../status-view.ts'
import { find } from './find.js'
import { keepUpdated } from './keep-updated.js'
import { keepKey, withKey } from './key.js'
import { paint } from './paint.js'

const everyMs = 3_000
const updated = find('updated', HTMLElement)
/** @type {Map<string, string>} */
const painted = new Map()

async function update() {
  try {
    const response = await fetch('/v1/sources', { headers: withKey() })
    if (response.status === 401) {
      updated.textContent = 'A valid API key is required'
      return
    }
    if (!response.ok) throw new Error(`status ${response.status}`)
    /** @type {{ sources: import('../../../pipeline/view.ts').SourceView[] }} */
    const { sources } = await response.json()
    paint(new Map([['sources', statusView(sources, Date.now())]]), painted)
    updated.textContent = `Read at ${new Date().toLocaleTimeString()}, again every ${everyMs / 1_000} seconds`
  } catch (error) {
    updated.textContent = `This instance does not respond (${error instanceof Error ? error.message : error}); retrying`
  }
}

keepKey()
keepUpdated(update, everyMs)
