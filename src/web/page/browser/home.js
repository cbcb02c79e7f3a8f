// The script of the home page: searches through the stream instead of loading a new page, and opens what is clicked on the
// map and the charts.
import { readAsk, writeAsk } from '../ask.ts'
import { chips } from './chips.js'
import { find } from './find.js'
import { keepKey, withKey } from './key.js'
import { locate } from './locate.js'
import { search } from './search.js'

let current = new AbortController()

/** @param {import('../ask.ts').Ask} ask */
function start(ask) {
  current.abort()
  current = new AbortController()
  void search(ask, current.signal)
}

// If the frame arrived without the answer, the answer is streamed at once; the one that the server sends later, for readers
// without a script, is dropped.
if (find('answer', HTMLElement).classList.contains('pending') && !document.getElementById('landed')) {
  document.documentElement.classList.add('live')
  start(readAsk(new URLSearchParams(location.search)))
}

/** Runs when the whole page has loaded. */
function begin() {
  const landed = document.getElementById('landed')
  // It arrived before this script ran, so it is the answer; otherwise the stream provides one.
  if (landed && !document.documentElement.classList.contains('live')) adopt(landed)
  landed?.remove()
  const form = find('search', HTMLFormElement)
  const place = find('place', HTMLInputElement)
  const { set, flush } = chips()
  keepKey()
  // The server rendered the page without the key that this tab has.
  const asked = readAsk(new URLSearchParams(location.search))
  if (asked.place !== '' && 'authorization' in withKey()) start(asked)

  const askAgain = () => {
    const ask = readAsk(
      new URLSearchParams(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)))),
    )
    if (ask.place === '') return
    history.pushState(null, '', `/?${writeAsk(ask)}`)
    start(ask)
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    flush()
    askAgain()
  })
  locate((position) => {
    place.value = position
    flush()
    askAgain()
  })
  addEventListener('popstate', () => {
    const ask = readAsk(new URLSearchParams(location.search))
    if (ask.place === '') return location.reload()
    place.value = ask.place
    find('count', HTMLSelectElement).value = String(ask.count)
    find('t', HTMLSelectElement).value = ask.t
    set(ask.subreddits)
    start(ask)
  })
}

/** @param {MouseEvent} event */
function open(event) {
  const target = event.target instanceof Element ? event.target : null
  const link = target?.closest('a[href^="#zone-"]')
  const period = target?.closest('[data-period]')
  const id = link?.getAttribute('href')?.slice(1) ?? period?.getAttribute('data-period')
  const details = id ? document.getElementById(id) : null
  if (!(details instanceof HTMLDetailsElement)) return
  event.preventDefault()
  details.open = true
  details.querySelector('summary')?.focus({ preventScroll: true })
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
  details.scrollIntoView({ block: 'nearest', behavior: isCalm ? 'auto' : 'smooth' })
}

document.addEventListener('click', open)
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin)
else begin()

/** @param {HTMLElement} landed */
function adopt(landed) {
  const root = find('answer', HTMLElement)
  root.classList.remove('pending')
  root.replaceChildren(...landed.childNodes)
}
