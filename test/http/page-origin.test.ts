// Which web pages may call: asked as browsers ask, over sockets, with the Host header that they send.
import { once } from 'node:events'
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { httpServer } from '../../src/entry/http-server.ts'
import { createScriptedRuntime } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

let server: Server
afterEach(() => void server.close())

async function serve(environment: Record<string, string>): Promise<number> {
  const { app, service } = composeService({
    config: readConfig(environment, registry),
    runtime: createScriptedRuntime(createVirtualClock(), () => ({ status: 500 })),
    compresses: false,
    clientAddress: () => '127.0.0.1',
    loadMcp: () => import('../../src/mcp/endpoint.ts'),
  })
  server = httpServer({ app, service }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })

/** The status of a message that a page of this origin sends to this host. */
async function statusOf(port: number, headers: Record<string, string>): Promise<number | undefined> {
  const asked = request({
    ...{ host: '127.0.0.1', port, path: '/mcp', method: 'POST' },
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
  })
  asked.end(message)
  const [answer] = await once(asked, 'response')
  answer.resume()
  return answer.statusCode
}

const behind = { TRUST_PROXY: '127.0.0.0/8' }
const tls = { 'x-forwarded-proto': 'https' }

describe('a page', () => {
  test.each<[string, Record<string, string>, Record<string, string>, number]>([
    ['a program, which names no origin', {}, { host: 'any.example' }, 200],
    ['of this machine', {}, { host: '127.0.0.1:8080', origin: 'http://localhost:3000' }, 200],
    ['of this machine, by IPv6', {}, { host: '[::1]:8080', origin: 'http://[::1]:8080' }, 200],
    [
      'of this machine, which calls another name',
      {},
      { host: 'lan.example', origin: 'http://localhost' },
      403,
    ],
    [
      'of a name that was rebound to this machine',
      {},
      { host: 'evil.example', origin: 'http://evil.example' },
      403,
    ],
    ['of another site', {}, { host: 'localhost', origin: 'https://evil.example' }, 403],
    [
      'of another site, rebound, whose browser calls it the same',
      {},
      { host: 'evil.example', origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
      403,
    ],
    [
      'of a name that only looks like this machine',
      {},
      { host: 'localhost', origin: 'http://localhost.evil.example' },
      403,
    ],
    ['that hides its origin', {}, { host: 'localhost', origin: 'null' }, 403],
    [
      'that hides its origin, and is of this machine',
      {},
      { host: 'localhost', origin: 'null', 'sec-fetch-site': 'same-origin' },
      200,
    ],
    ['of an origin that is no origin', {}, { host: 'localhost', origin: 'localhost' }, 403],
    [
      'of a listed origin',
      { CORS_ORIGINS: 'https://app.example' },
      { host: 'lan.example', origin: 'https://app.example' },
      200,
    ],
    [
      'of any origin, where all are listed',
      { CORS_ORIGINS: '*' },
      { host: 'lan.example', origin: 'https://any.example' },
      200,
    ],
    [
      'of a listed host',
      { ALLOWED_HOSTS: 'a.example, Lan.example' },
      { host: 'lan.example', origin: 'http://lan.example' },
      200,
    ],
    [
      'of a listed host at another port',
      { ALLOWED_HOSTS: 'lan.example:81' },
      { host: 'lan.example', origin: 'http://lan.example' },
      403,
    ],
    ['behind a proxy with TLS', behind, { host: 'a.example', origin: 'https://a.example', ...tls }, 200],
    [
      'behind a proxy that tells it by Forwarded',
      behind,
      {
        host: 'inner:80',
        origin: 'https://a.example',
        forwarded: 'for=192.0.2.1;proto=https;host="a.example"',
      },
      200,
    ],
    [
      'behind a proxy that names its host apart',
      behind,
      { host: 'inner:80', origin: 'https://a.example:8443', ...tls, 'x-forwarded-host': 'a.example:8443' },
      200,
    ],
    [
      'behind a proxy without TLS',
      behind,
      { host: 'a.example', origin: 'http://a.example', 'x-forwarded-proto': 'http' },
      403,
    ],
    [
      'of another site, behind a proxy',
      behind,
      { host: 'a.example', origin: 'https://evil.example', ...tls },
      403,
    ],
    [
      'that makes believe there is a proxy',
      {},
      { host: 'a.example', origin: 'https://a.example', ...tls },
      403,
    ],
  ])('%s', async (_, environment, headers, status) => {
    expect(await statusOf(await serve(environment), headers)).toBe(status)
  })
})

test.each(['https://a.example', 'a.example/path', 'user@a.example', 'a b'])('%j is not a host', (host) => {
  expect(() => readConfig({ ALLOWED_HOSTS: host }, registry)).toThrow('ALLOWED_HOSTS')
})
