import { announce, find } from './find.js'

/**
 * Updates at once and again every so many ms while the page can be seen, until its reader pauses it.
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
    pause.textContent = isPaused ? 'Go on updating' : 'Pause updates'
    announce(isPaused ? 'Updates are paused' : 'Updates go on')
    run()
  })
  setInterval(run, everyMs)
  run()
}
