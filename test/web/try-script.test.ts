// The script is text, so neither the compiler nor the linter reads it: here it runs against a form made of plain objects.
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { tryScript } from '../../src/web/try-script.ts'

interface Field {
  name: string
  value: string
  dataset: { in?: string }
}

const field = (name: string, value: string, where?: string): Field => ({
  name,
  value,
  dataset: where === undefined ? {} : { in: where },
})

/** Submits a form with these fields and gives what was asked of the network. */
async function submit(path: string, fields: Field[], dataset: Record<string, string> = {}) {
  const asked: [string, { method?: string; body?: string; headers: Record<string, string> }][] = []
  const done = Promise.withResolvers<void>()
  const button = {
    set disabled(isBusy: boolean) {
      if (!isBusy) done.resolve()
    },
  }
  const answer = { textContent: '', replaceChildren() {}, after() {}, nextElementSibling: null }
  let listener: (event: object) => void = () => {}
  const form = {
    dataset,
    getAttribute: () => path,
    querySelectorAll: () => fields,
    querySelector: (selector: string) => (selector === 'button' ? button : answer),
    closest: () => null,
    addEventListener: (_: string, run: typeof listener) => {
      listener = run
    },
  }
  const element = () => ({ setAttribute() {} })
  const document = {
    querySelectorAll: (selector: string) => (selector === 'form.try' ? [form] : []),
    createElement: element,
  }
  const fetch = async (...request: (typeof asked)[number]) => {
    asked.push(request)
    return { status: 200, statusText: 'OK', text: async () => '{}' }
  }
  runInNewContext(tryScript, { document, fetch, performance, URL, URLSearchParams })
  listener({ preventDefault() {} })
  await done.promise
  return asked
}

test('path fields go into the path, query fields into the query, and empty fields are omitted', async () => {
  const fields = [field('zone', 'A/1', 'path'), field('raw', 'true', 'query'), field('count', '', 'query')]
  const [[url, init] = []] = await submit('/zones/{zone}', fields, { accept: 'application/json' })
  expect(url).toBe('/zones/A%2F1?raw=true')
  expect(init).toEqual({ headers: { accept: 'application/json' } })
})

test('a body is posted with its content type', async () => {
  const [[url, init] = []] = await submit('/parse', [field('body', 'text', 'body')], { type: 'text/plain' })
  expect(url).toBe('/parse')
  expect(init).toMatchObject({ method: 'POST', body: 'text', headers: { 'content-type': 'text/plain' } })
})
