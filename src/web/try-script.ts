// Plain JavaScript in a string: it runs in the browser, and no platform that serves it has to read a file.

/** Sends a form and shows the answer below it. Without the script, GET forms work as usual and the other forms stay hidden. */
export const tryScript = `function requestOf(form) {
  const fields = [...form.querySelectorAll('[name]')]
  let path = form.getAttribute('data-path') ?? new URL(form.action).pathname
  const query = new URLSearchParams()
  for (const { name, value, dataset } of fields) {
    if (dataset.in === 'path') path = path.replace('{' + name + '}', encodeURIComponent(value))
    else if (dataset.in !== 'body' && value !== '') query.append(name, value)
  }
  const body = fields.find(({ dataset }) => dataset.in === 'body')
  const url = query.size > 0 ? path + '?' + query : path
  if (!body) return [url, { headers: { accept: form.dataset.accept ?? 'application/json' } }]
  return [url, { method: 'POST', body: body.value, headers: { 'content-type': form.dataset.type } }]
}

async function ask(form) {
  const answer = form.querySelector('.answer')
  const button = form.querySelector('button')
  const [url, init] = requestOf(form)
  button.disabled = true
  answer.textContent = 'Sending…'
  try {
    const startedAt = performance.now()
    const response = await fetch(url, init)
    const text = await response.text()
    const ms = Math.round(performance.now() - startedAt)
    show(answer, response.status + ' ' + response.statusText + ', ' + ms + ' ms, ' + (init.method ?? 'GET') + ' ' + url, text)
  } catch (error) {
    show(answer, 'No response: ' + error.message, '')
  } finally {
    button.disabled = false
  }
}

function show(answer, summary, text) {
  const line = document.createElement('p')
  line.textContent = summary
  answer.replaceChildren(line)
  if (text === '') return
  const block = document.createElement('pre')
  block.tabIndex = 0
  block.setAttribute('role', 'region')
  block.setAttribute('aria-label', 'Answer')
  block.textContent = pretty(text)
  // Outside the live region: a screen reader should not read the whole document out.
  answer.nextElementSibling?.matches('pre') && answer.nextElementSibling.remove()
  answer.after(block)
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

for (const form of document.querySelectorAll('form.try')) {
  form.closest('[hidden]')?.removeAttribute('hidden')
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    ask(form)
  })
}

for (const line of document.querySelectorAll('code.curl')) {
  line.textContent = line.textContent.replace('http://localhost:8080', location.origin)
}
`
