import { betweenSubreddits, subredditName } from '../../../sources/reddit/subreddit-name.ts'
import { find } from './find.js'

/**
 * Makes chips of the subreddits field: text that is typed becomes one at a comma, a blank or Enter, and goes with its button or with
 * Backspace. The field's own name moves to a hidden field that holds them all, so that the form means the same.
 *
 * @returns {{ set(names: readonly string[]): void, flush(): void }}
 */
export function chips() {
  const list = find('chips', HTMLUListElement)
  const field = find('subreddits', HTMLInputElement)
  const hidden = document.createElement('input')
  hidden.type = 'hidden'
  hidden.name = field.name
  field.removeAttribute('name')
  field.after(hidden)
  /** @type {string[]} */
  let names = []

  /** @param {readonly string[]} next */
  const set = (next) => {
    names = [...new Set(next.map(subredditName).filter((name) => name !== ''))]
    hidden.value = names.join(',')
    list.hidden = names.length === 0
    list.replaceChildren(...names.map(chip))
    field.value = ''
    field.placeholder = names.length === 0 ? 'sailing, boating' : 'add one'
  }
  /** @param {string} name */
  const chip = (name) => {
    const item = document.createElement('li')
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'chip'
    button.textContent = `r/${name} ×`
    button.setAttribute('aria-label', `Remove r/${name}`)
    button.addEventListener('click', () => {
      set(names.filter((other) => other !== name))
      field.focus()
    })
    item.append(button)
    return item
  }
  const flush = () => {
    if (field.value.trim() !== '') set([...names, ...field.value.split(betweenSubreddits)])
  }

  field.addEventListener('input', () => {
    if (/[\s,]$/.test(field.value)) flush()
  })
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && field.value.trim() !== '') {
      event.preventDefault()
      flush()
    }
    if (event.key === 'Backspace' && field.value === '') set(names.slice(0, -1))
  })
  field.addEventListener('blur', flush)
  set(field.value.split(betweenSubreddits))
  return { set, flush }
}
