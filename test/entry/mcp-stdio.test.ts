// The protocol over standard input and output, as an agent starts it: `tributary mcp`, in a process of its own.
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import { describeMcp } from '../mcp/suite.ts'
import { unhurried } from '../support/unhurried.ts'

let sandbox: SandboxServer
beforeAll(async () => {
  sandbox = await serveSandbox({ clock: systemClock })
})
afterAll(() => sandbox?.close())

const shim = fileURLToPath(new URL('../../bin/tributary.js', import.meta.url))
const transport = (...args: string[]): StdioClientTransport =>
  new StdioClientTransport({
    command: process.execPath,
    args: [shim, 'mcp', ...args],
    env: { PATH: process.env.PATH ?? '', ...sandboxUrls(sandbox.url), ...unhurried },
    stderr: 'pipe',
  })

describeMcp('the command line', () => ({
  transport: () => transport(),
  sandbox: sandbox.sandbox,
}))

test('an unreachable service is an error of the tool and does not stop the server', async () => {
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(transport('--url', 'http://127.0.0.1:9'))
  const { isError, content } = await client.callTool({ name: 'geocode', arguments: { place: ['Annapolis'] } })
  expect(isError).toBe(true)
  expect(JSON.stringify(content)).toContain('cannot be reached')
  expect((await client.listTools()).tools.length).toBeGreaterThan(4)
  await client.close()
})
