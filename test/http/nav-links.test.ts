import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { openSqlQueue } from '../../src/entry/open-queue.ts'
import { createWebRuntime } from '../../src/runtime/web.ts'

function compose(variables: Record<string, string>, hasJobs: boolean) {
  const config = readConfig(variables, registry)
  const runtime = createWebRuntime()
  return composeService({ config, runtime, compresses: false, ...(hasJobs && { openQueue: openSqlQueue }) })
}

/** Where the navigation of a page leads to. */
async function ledTo(app: ReturnType<typeof compose>['app'] | null, path: string): Promise<string[]> {
  const text = (await (await app?.request(path))?.text()) ?? ''
  const [, navigation = ''] = /<nav aria-label="Site">(.*?)<\/nav>/s.exec(text) ?? []
  return [...navigation.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href)
}

test('the navigation links to pages that exist', async () => {
  const { app } = compose({}, true)
  for (const page of ['/', '/jobs', '/docs', '/problems', '/problems/deadline', '/status']) {
    expect(await ledTo(app, page), page).toEqual(['/jobs', '/docs', '/problems', '/status', '/openapi.json'])
  }
  for (const page of await ledTo(app, '/')) expect((await app.request(page)).status, page).toBe(200)
})

test('with OPS_PORT, neither port links to pages of the other', async () => {
  const { app, operatorApp } = compose({ OPS_PORT: '9090' }, true)
  expect(await ledTo(app, '/')).toEqual(['/jobs', '/docs', '/problems', '/openapi.json'])
  expect(await ledTo(app, '/docs')).toEqual(await ledTo(app, '/'))
  expect(await ledTo(operatorApp, '/status')).toEqual(['/docs', '/problems', '/status', '/openapi.json'])
})

test('without jobs, nothing links to them', async () => {
  const { app } = compose({}, false)
  expect(await ledTo(app, '/')).toEqual(['/docs', '/problems', '/status', '/openapi.json'])
})

test.each([true, false])('the home page mentions jobs only if the platform has them: %s', async (hasJobs) => {
  const { app } = compose({}, hasJobs)
  expect((await (await app.request('/')).text()).includes('<li><a href="/jobs">Jobs</a> Questions')).toBe(
    hasJobs,
  )
})
