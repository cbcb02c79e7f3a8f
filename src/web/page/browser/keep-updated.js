import { announce, find } from './find.js'
import { keepKey, withKey } from './key.js'

const everyMs = 3_000

/**
 * Reads JSON now and every few seconds while the page is visible, until the reader pauses it.
 *
 * @param {string} address
 * @param {(answer: any) => void} show
 */
export function keepUpdated(address, show) {
  const pause = find('pause', HTMLButtonElement)
  const updated = find('updated', HTMLElement)
  let isPaused = false
  const update = async () => {
    try {
      const response = await fetch(address, { headers: withKey() })
      const answer = await response.json()
      if (!response.ok) throw new Error(response.status === 401 ? 'an API key is required' : answer.detail)
      show(answer)
      updated.textContent = `Read at ${new Date().toLocaleTimeString()}, again every ${everyMs / 1_000} seconds`
    } catch (error) {
      updated.textContent = `Not available (${error instanceof Error ? error.message : error}); retrying`
    }
  }
  const run = () => {
    if (!isPaused && !document.hidden) void update()
  }
  keepKey()
  document.getElementById('key')?.addEventListener('change', update)
  pause.hidden = false
  pause.addEventListener('click', () => {
    isPaused = !isPaused
    pause.textContent = isPaused ? 'Resume updates' : 'Pause updates'
    announce(isPaused ? 'Updates are paused' : 'Updates have resumed')
    run()
  })
  setInterval(run, everyMs)
  run()
}
