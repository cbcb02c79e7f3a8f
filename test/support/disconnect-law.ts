// The law of disconnecting clients, for a service in a process of its own, observed through its socket and its log.

import type { SandboxServer } from 'tributary-sandbox/server.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventually } from './eventually.ts'
import { everyRoute, fill } from './every-route.ts'
import { bytesOf, rawClient } from './raw-client.ts'
import { composeWhole } from './socket-service.ts'

const routes = everyRoute(composeWhole().app)
type Route = (typeof routes)[number]

export interface LawOptions {
  port(): number
  sandbox(): SandboxServer
  /** The lines of the log so far. */
  lines(): readonly Record<string, unknown>[]
}

/** So few that requests that stay in flight would soon cause all others to be refused. */
export const lawVariables = {
  MAX_IN_FLIGHT: '8',
  BUDGET_MS: '400',
  LOG_LEVEL: 'debug',
  MARINE_STALE_MS: '0',
  CLIENT_RPS: '0',
}

const moments: Record<string, (port: number, request: Route) => Promise<void>> = {
  async 'before the response head'(port, request) {
    const { socket } = await rawClient(port, bytesOf(request))
    socket.destroy()
  },
  async 'during the request body'(port, request) {
    const body = request.body ?? 'x'.repeat(100)
    const { socket } = await rawClient(port, bytesOf({ ...request, body }, body.length / 2))
    socket.destroy()
  },
  async 'while streaming'(port, request) {
    const { socket, until } = await rawClient(port, bytesOf(request))
    await until('\r\n\r\n')
    socket.destroy()
  },
}

/** Registers the tests of the law. A route that this platform does not have is answered with 404, and held to it too. */
export function disconnectLaw({ port, sandbox, lines }: LawOptions): void {
  beforeAll(() => sandbox().sandbox.faults.set([{ match: '/', fault: 'never' }]))

  const submitJob = async (): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${port()}/v1/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"kind":"geocode","places":["Annapolis, MD"]}',
    })
    const { id = 'none' } = (await response.json()) as { id?: string }
    return id
  }

  describe.each(Object.entries(moments))('a client that disconnects %s', (moment, disconnect) => {
    test.each(routes)('leaves one line and nothing in flight: $route', async (route) => {
      const requestId = `${moment} ${route.route}`.replaceAll(' ', '-')
      const job = route.path.includes('{job}') ? await submitJob() : ''
      const path = fill(route.path, { job, sandbox: sandbox().url })
      await disconnect(port(), { ...route, path, headers: { ...route.headers, 'x-request-id': requestId } })
      const mine = () => lines().filter((line) => line.requestId === requestId && line.event === 'request')
      await eventually(() => expect(mine()).toHaveLength(1))
      const [{ outcome, status } = {}] = mine()
      expect(outcome).not.toBe('refused')
      if (outcome === 'gone') expect(status).toBe(499)
    })
  })

  test('no request has a second line, and none is a bug', () => {
    const ids = lines().flatMap((line) => (line.event === 'request' ? [line.requestId] : []))
    expect(new Set(ids).size).toBe(ids.length)
    expect(lines().filter(({ event }) => event === 'bug')).toEqual([])
  })
}
