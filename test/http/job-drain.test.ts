import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { openSqlQueue } from '../../src/entry/open-queue.ts'
import { createScriptedRuntime } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

/** A service that begins no job, with a stream of one that waits. */
async function watched(isDurable: boolean) {
  const clock = createVirtualClock()
  const { app, service } = composeService({
    config: readConfig({}, registry),
    runtime: createScriptedRuntime(clock, () => ({})),
    compresses: false,
    openQueue: (kit) => Object.assign(openSqlQueue(kit), { isDurable }),
  })
  const submitted = await app.request('/v1/jobs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'reddit', subreddits: ['sailing'] }),
  })
  const path = `${submitted.headers.get('location')}/events`
  const response = await app.request(path, { headers: { accept: 'application/x-ndjson' } })
  const text = response.text()
  const last = async (): Promise<unknown> => JSON.parse((await text).trim().split('\n').at(-1) ?? '')
  return { clock, service, last }
}

test('the stream of a durable job ends when draining begins', async () => {
  const { clock, service, last } = await watched(true)
  service.lifecycle.drain()
  expect(await last()).toMatchObject({ event: 'problem', code: 'draining', status: 503 })
  expect(clock.timers).toBe(0)
})

test('the stream of a job that is not durable continues until the job ends', async () => {
  const { clock, service, last } = await watched(false)
  service.lifecycle.drain()
  const stopped = service.jobs?.queue.stop(1_000)
  await clock.advance(500)
  expect(clock.timers).toBe(2)
  await clock.advance(500)
  expect(await stopped).toEqual({ finished: 0, interrupted: 1 })
  expect(await last()).toMatchObject({ event: 'done', state: 'failed', error: { code: 'draining' } })
})
