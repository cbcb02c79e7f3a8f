import { announce, find } from './find.js'

/**
 * Offers the browser's position as the place, rounded to about 100 m, which is enough to find a zone.
 *
 * @param {(place: string) => void} use
 */
export function locate(use) {
  const button = find('locate', HTMLButtonElement)
  if (!('geolocation' in navigator) || !isSecureContext) return
  button.hidden = false
  button.addEventListener('click', () => {
    button.disabled = true
    button.textContent = 'Locating…'
    const end = () => {
      button.disabled = false
      button.textContent = 'Use my position'
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        end()
        use(`${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`)
      },
      ({ message }) => {
        end()
        button.textContent = 'Position not available'
        announce(
          `Your position is not available: ${message || 'permission was denied'}. Enter a place instead.`,
        )
      },
      { timeout: 10_000, maximumAge: 300_000 },
    )
  })
}
