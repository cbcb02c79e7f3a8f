// The law: whatever a client asks for, it may disconnect at any moment, and afterwards nothing is in flight and there is exactly
// one line in the log for its request. The other runtimes are held to it in test/edge and test/contracts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { everyRoute, fill } from '../support/every-route.ts'
import { bytesOf, rawClient } from '../support/raw-client.ts'
import { composeWhole, type SocketService, startSocketService } from '../support/socket-service.ts'

let service: SocketService
let job = ''

const routes = everyRoute(composeWhole().app)
type Route = (typeof routes)[number]

beforeAll(async () => {
  // Where the head of the answer is waited for, it comes when the budget has ended.
  service = await startSocketService({ MAX_IN_FLIGHT: '64', BUDGET_MS: '1000' })
})

afterAll(() => service.close())

beforeEach(async () => {
  service.holdJobs(false)
  // A part that is remembered would be answered without waiting.
  await service.app.request('/v1/cache', { method: 'DELETE' })
  service.sandbox.sandbox.faults.set([{ match: '/', fault: 'never' }])
  job = await service.submitJob()
})

const tally = () => service.service.lifecycle.tally()

const moments: Record<string, (request: Route) => Promise<void>> = {
  async 'before the response head'(request) {
    const { socket } = await rawClient(service.port, bytesOf(request))
    socket.destroy()
  },
  async 'during the request body'(request) {
    const body = request.body ?? 'x'.repeat(100)
    const { socket } = await rawClient(service.port, bytesOf({ ...request, body }, body.length / 2))
    socket.destroy()
  },
  async 'while waiting'(request) {
    service.holdJobs(true)
    const before = tally().accepted
    const headers = { ...request.headers, accept: '*/*' }
    const { socket } = await rawClient(service.port, bytesOf({ ...request, headers }))
    await eventually(() => expect(tally().accepted).toBe(before + 1))
    socket.destroy()
  },
  async 'while streaming'(request) {
    const { socket, until } = await rawClient(service.port, bytesOf(request))
    await until('\r\n\r\n')
    socket.destroy()
  },
}

describe.each(Object.entries(moments))('a client that disconnects %s', (moment, disconnect) => {
  test.each(routes)('leaves nothing behind: $route', async (route) => {
    const before = tally().accepted
    const requestId = `${moment} ${route.route}`.replaceAll(' ', '-')
    const path = fill(route.path, { job, sandbox: service.sandbox.url })
    await disconnect({ ...route, path, headers: { ...route.headers, 'x-request-id': requestId } })
    await eventually(() => expect(tally()).toMatchObject({ accepted: before + 1, inFlight: 0 }))

    const lines = service.events.of('request').filter((line) => line.requestId === requestId)
    expect(lines).toHaveLength(1)
    expect(service.events.of('bug')).toEqual([])
    const { outcome, status = 0 } = lines[0] ?? {}
    if (outcome === 'gone') expect(status).toBe(499)
    else expect(status).toBeLessThan(500)
    if (route.streams && moment === 'while streaming') expect(outcome).toBe('gone')
  })
})
