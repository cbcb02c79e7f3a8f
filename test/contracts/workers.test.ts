import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Edge, startEdge } from '../../scripts/edge/start-worker.ts'
import { systemClock } from '../../src/core/clock.ts'
import { features } from '../../src/features/index.ts'
import { unhurried } from '../support/unhurried.ts'
import { contract } from './suite.ts'

let sandbox: SandboxServer
let edge: Edge
const log: string[] = []

beforeAll(async () => {
  sandbox = await serveSandbox({ clock: systemClock })
  edge = await startEdge({
    variables: { ...unhurried, ...sandboxUrls(sandbox.url) },
    onLog: (line) => log.push(line),
  })
})

afterAll(async () => {
  await edge?.close()
  await sandbox?.close()
})

contract({
  url: () => edge.url,
  sandboxUrl: () => sandbox.url,
  aggregates: features.flatMap(({ routes }) => routes),
  gaps: ['metrics', 'compression'],
})

test('the log has one JSON line per request', () => {
  const lines = log.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'info', event: 'request', route: '/v1/briefing' }),
  )
})

test('the platform logged no error', () => {
  expect(log.filter((line) => /hung|different request|never (?:read|resolve)/i.test(line))).toEqual([])
})
