// The protocol in workerd, from the entry that has it, over a real socket.
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Edge, startEdge } from '../../scripts/edge/start-worker.ts'
import { systemClock } from '../../src/core/clock.ts'
import { describeMcp } from '../mcp/suite.ts'
import { unhurried } from '../support/unhurried.ts'

let sandbox: SandboxServer
let edge: Edge
const log: string[] = []

beforeAll(async () => {
  sandbox = await serveSandbox({ clock: systemClock })
  const variables = { ...sandboxUrls(sandbox.url), ...unhurried }
  const onLog = (line: string): void => void log.push(line)
  edge = await startEdge({ entry: 'src/entry/workers-mcp.ts', variables, onLog })
})

afterAll(async () => {
  await edge?.close()
  await sandbox?.close()
})

describeMcp('the worker', () => ({
  transport: () => new StreamableHTTPClientTransport(new URL(`${edge.url}/mcp`)),
  sandbox: sandbox.sandbox,
}))

test('the platform logged no error', () => {
  expect(log.filter((line) => /hung|different request|never (?:read|resolve)/i.test(line))).toEqual([])
})
