// HEAD is answered as GET, without a body, and whatever would have produced the body ends.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { everyRoute, fill } from '../support/every-route.ts'
import { bytesOf, rawClient } from '../support/raw-client.ts'
import { composeWhole, type SocketService, startSocketService } from '../support/socket-service.ts'

let service: SocketService

const routes = everyRoute(composeWhole().app).filter(({ method }) => method === 'GET')

beforeAll(async () => {
  service = await startSocketService()
})

afterAll(() => service.close())

// Nothing that streams would end by itself.
beforeEach(() => service.sandbox.sandbox.faults.set([{ match: '/', fault: 'never' }]))

const headOf = (answer: string): string =>
  (answer.split('\r\n\r\n')[0] ?? '')
    .split('\r\n')
    .filter((line) => /^(HTTP|content-type|cache-control|vary|etag)/i.test(line))
    .join('\n')

test.each(routes)('HEAD $route has the headers of GET and leaves nothing in flight', async (route) => {
  const path = fill(route.path, { job: await service.submitJob(), sandbox: service.sandbox.url })
  const get = await rawClient(service.port, bytesOf({ ...route, path }))
  const whole = await get.until('\r\n\r\n')
  get.socket.destroy()
  const head = await rawClient(service.port, bytesOf({ ...route, path, method: 'HEAD' }))
  const answer = await head.until('\r\n\r\n')

  expect(headOf(answer)).toBe(headOf(whole))
  expect(answer.split('\r\n\r\n')[1]).toBe('')
  await eventually(() => expect(service.service.lifecycle.tally().inFlight).toBe(0))
  expect(service.events.of('request').at(-1)).toMatchObject({ method: 'HEAD', outcome: 'answered' })
  head.socket.destroy()
})
