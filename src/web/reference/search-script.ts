// Plain JavaScript in a string, as in try-script.ts.

/** Filters the entries of the reference page while the reader types. Every word must occur in an entry; Enter opens the first. */
export const searchScript = `
const search = document.querySelector('form.search')
if (search) {
  const status = search.querySelector('[role=status]')
  const sections = [...document.querySelectorAll('main > section')]
  // Titles, paths, names and status codes. The descriptions of errors would make most words match every route.
  const entries = [...document.querySelectorAll('details.entry')].map((entry) => ({
    entry,
    text: [...entry.querySelectorAll('summary, .inside > p, dt')].map((part) => part.textContent).join(' ').toLowerCase(),
  }))

  const filter = () => {
    const words = search.elements[0].value.toLowerCase().split(' ').filter(Boolean)
    let found = 0
    for (const { entry, text } of entries) {
      entry.hidden = !words.every((word) => text.includes(word))
      if (!entry.hidden) found++
    }
    for (const section of sections) section.hidden = !section.querySelector('details.entry:not([hidden])')
    status.textContent = words.length > 0 ? 'Matches: ' + found + ' of ' + entries.length + ' routes and schemas.' : ''
  }

  search.hidden = false
  search.addEventListener('input', filter)
  search.addEventListener('submit', (event) => {
    event.preventDefault()
    const first = entries.find(({ entry }) => !entry.hidden)
    if (!first) return
    first.entry.open = true
    first.entry.querySelector('summary').focus()
  })
  // The target of a link may be in an entry that the search has hidden.
  window.addEventListener('hashchange', () => {
    const target = document.getElementById(location.hash.slice(1))
    if (!target?.closest('[hidden]')) return
    search.reset()
    filter()
    const entry = target.closest('details')
    if (entry) entry.open = true
    target.scrollIntoView()
  })
}
`
