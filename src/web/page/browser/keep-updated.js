import { announce, find } from './find.js'

/**
 * Updates now and every `everyMs` while the page is visible, until the reader pauses it.
 *
 * @param {() => Promise<void>} update
 * @param {number} everyMs
 */
export function keepUpdated(update, everyMs) {
  const pause = find('pause', HTMLButtonElement)
  let isPaused = false
  const run = () => {
    if (!isPaused && !document.hidden) void update()
  }
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
