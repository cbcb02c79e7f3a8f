// A job that is followed while connections break.
import { expect, test, vi } from 'vitest'
import { createClient, type JobEvent } from '../src/index.ts'
import { onHeldClock } from './scripted-client.ts'

onHeldClock()

const line = (event: string, data: unknown, id?: number): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
const part = (id: number): string => line('part', { part: { key: `k${id}` }, data: id }, id)
const progress = (done: number): string => line('progress', { done, total: 3 })
const done = line('done', { id: 'j', state: 'done' })
const draining = line('problem', { code: 'draining', status: 503, detail: 'shutting down' })

/** A client whose connections say these, one after another; null is one that cannot be made. */
function clientOf(connections: readonly (string | null)[]) {
  const asked: (string | null)[] = []
  const client = createClient({
    baseUrl: 'http://localhost',
    fetch: async (_, init) => {
      const words = connections[Math.min(asked.length, connections.length - 1)]
      asked.push(new Headers(init.headers).get('last-event-id'))
      if (words === null) throw new TypeError('fetch failed')
      return new Response(words)
    },
  })
  return { client, asked }
}

async function follow(events: AsyncIterable<JobEvent>) {
  const told: string[] = []
  const reading = (async () => {
    for await (const event of events) {
      told.push(event.event === 'part' ? event.part.key : event.event)
    }
    return null
  })().catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(60_000)
  return { told, error: await reading }
}

test('it resumes after the last part received, however the connection ends', async () => {
  const { client, asked } = clientOf([
    part(1) + progress(1),
    null,
    part(2) + progress(2) + draining,
    progress(2) + part(3) + progress(3) + done,
  ])
  const { told, error } = await follow(client.jobs.events('j'))
  expect(error).toBeNull()
  expect(told.filter((each) => each.startsWith('k'))).toEqual(['k1', 'k2', 'k3'])
  expect(told.at(-1)).toBe('done')
  expect(asked).toEqual([null, '1', '1', '2'])
})

test('a service that was never reached is not waited for', async () => {
  const { client, asked } = clientOf([null])
  const { error } = await follow(client.jobs.events('j'))
  expect(error).toMatchObject({ code: 'unreachable' })
  expect(asked).toHaveLength(1)
})

test('five consecutive disconnects without progress are an error', async () => {
  const { client, asked } = clientOf([part(1) + progress(1), progress(1)])
  const { error } = await follow(client.jobs.events('j'))
  expect(error).toMatchObject({ code: 'bad_answer', detail: 'the stream ended before the job' })
  expect(asked).toHaveLength(6)
})

test('a job that is gone is not requested again', async () => {
  const gone = line('problem', { code: 'gone', status: 410, detail: 'no longer kept' })
  const { client, asked } = clientOf([progress(0) + gone])
  expect((await follow(client.jobs.events('j'))).error).toMatchObject({ code: 'gone', status: 410 })
  expect(asked).toHaveLength(1)
})

test('waiting begins behind a part that was seen before, and ends with the signal', async () => {
  const { client, asked } = clientOf([progress(1), null])
  const controller = new AbortController()
  const waiting = client.jobs
    .wait('j', { lastEventId: '7', signal: controller.signal })
    .catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(600)
  controller.abort('enough')
  expect(await waiting).toBe('enough')
  expect(asked[0]).toBe('7')
})
