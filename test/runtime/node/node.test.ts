import { expect, test } from 'vitest'
import { readBounded } from '../../../src/core/bytes.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createNodeRuntime } from '../../../src/runtime/node/node.ts'
import { loopback, whole } from './loopback.ts'

const threadFile = new URL('./thread-fixture.ts', import.meta.url)
const { signal } = new AbortController()
const task = { name: 'echo', decode: () => 'inline', body: 'haze', input: null }

test('sends, decodes inline or on a thread, and ends everything when it is closed', async () => {
  await using server = await loopback({ '/a': whole('', 'fog') })
  const runtime = createNodeRuntime({ threadFile, threads: 1 })
  const request = { method: 'GET', url: server.url('/a'), headers: {}, maxBytes: 100 } as const
  const { body } = await runtime.send(request, signal)
  expect(Buffer.from(await readBounded(body, 100)).toString()).toBe('fog')
  expect(await runtime.decode({ ...task, offloadAbove: 4 }, signal)).toBe('inline')
  expect(await runtime.decode({ ...task, offloadAbove: 3 }, signal)).toBe('haze')
  await runtime.close()
  await server.quiet()
  await expect(runtime.send(request, signal)).rejects.toMatchObject({ code: 'draining' })
  await expect(runtime.decode({ ...task, offloadAbove: 3 }, signal)).rejects.toMatchObject({
    code: 'draining',
  })
})

test('has the real clock, no store and one scope for the process unless told otherwise', async () => {
  const runtime = createNodeRuntime({ threadFile })
  expect([runtime.clock, runtime.store]).toEqual([systemClock, null])
  expect(runtime.scope()).toBe(runtime.scope())
  expect(runtime.executor.size).toBeGreaterThanOrEqual(1)
  await runtime.close()
  const store = { get: async () => undefined, set: async () => {} }
  let closed = 0
  const own = createNodeRuntime({ threadFile, shared: { store, close: () => void closed++ } })
  expect([own.store, own.flights, own.sharedRate]).toEqual([store, undefined, undefined])
  await own.close()
  expect(closed).toBe(1)
})

test('a thread that was warmed takes the first large body, and none starts after the end', async () => {
  const runtime = createNodeRuntime({ threadFile, threads: 1 })
  runtime.executor.warm()
  runtime.executor.warm()
  expect(await runtime.decode({ ...task, offloadAbove: 0 }, signal)).toBe('haze')
  await runtime.close()
  runtime.executor.warm()
  await runtime.close()
})
