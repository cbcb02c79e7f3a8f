import { describe, expect, test } from 'vitest'
import { committedOpenapi, openapiText } from '../scripts/openapi.ts'
import { readConfig } from '../src/config/config.ts'
import { composeService, registry } from '../src/entry/compose.ts'
import { openSqlQueue } from '../src/entry/open-queue.ts'
import type { ApiDocument, Route } from '../src/web/reference/document.ts'
import { routesOf } from '../src/web/reference/document.ts'
import { exampleRequest } from '../src/web/reference/example-request.ts'
import { createScriptedRuntime } from './support/scripted-runtime.ts'
import { createVirtualClock } from './support/virtual-clock.ts'

const committed = JSON.parse(committedOpenapi()) as ApiDocument
const routes = routesOf(committed)

/** The whole service above upstreams that know nothing. */
function createService() {
  const clock = createVirtualClock()
  const runtime = createScriptedRuntime(clock, () => ({ status: 404, body: '' }))
  const metrics = { contentType: 'text/plain', render: async () => '' }
  const { app } = composeService({
    config: readConfig({}, registry),
    runtime,
    metrics,
    compresses: false,
    openQueue: openSqlQueue,
  })
  return { app, clock }
}

test('the committed document is the one that is served', async () => {
  // Run `npm run openapi` and commit the result when this fails.
  expect(await openapiText()).toBe(committedOpenapi())
})

test('every route that programs ask is in the document, and nothing else', () => {
  const { app } = createService()
  const pages = ['/', '/docs', '/openapi.json', '/status', '/jobs', '/jobs/:id', '/jobs/:id/cancel']
  const served = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !pages.includes(path) && !path.startsWith('/assets/'))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  const documented = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  expect(documented.toSorted()).toEqual([...new Set(served)].toSorted())
})

test('every route has a name of its own, a summary and a described tag', () => {
  const tags = new Set(committed.tags?.map(({ name }) => name))
  for (const { operation } of routes) {
    expect(operation.summary).toBeTruthy()
    expect(operation.tags?.filter((tag) => !tags.has(tag))).toEqual([])
  }
  expect(new Set(routes.map(({ operation }) => operation.operationId)).size).toBe(routes.length)
})

test('the example of a body is accepted', async () => {
  const submit = routes.find(({ operation }) => operation.operationId === 'submitJob')
  const { url, body, method } = exampleRequest(submit as Route)
  const { app } = createService()
  const headers = { 'content-type': body?.type ?? '' }
  expect((await app.request(url, { method, headers, body: body?.text ?? null })).status).toBe(202)
})

describe('the example of', () => {
  const asked = routes.filter(({ method }) => method === 'get')
  test.each(asked.map((route): [string, Route] => [route.path, route]))(
    '%s is accepted',
    async (_, route) => {
      const { app, clock } = createService()
      const answer = app.request(exampleRequest(route).url)
      await clock.advance(10_000)
      const { status, headers } = await answer
      expect(status).not.toBe(400)
      expect(Object.keys(route.operation.responses)).toContain(String(status))
      const type = headers.get('content-type')?.split(';')[0] ?? ''
      expect(Object.keys(route.operation.responses[status]?.content ?? {})).toContain(type)
    },
  )
})
