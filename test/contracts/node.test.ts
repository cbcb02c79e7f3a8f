import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, beforeAll } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { httpServer } from '../../src/entry/http-server.ts'
import { features } from '../../src/features/index.ts'
import { createMetrics } from '../../src/runtime/node/metrics.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { unhurried } from '../support/unhurried.ts'
import { contract } from './suite.ts'

let sandbox: SandboxServer
let server: Server
let end: () => Promise<void>

beforeAll(async () => {
  sandbox = await serveSandbox({ clock: systemClock })
  const config = readConfig({ ...unhurried, ...sandboxUrls(sandbox.url) }, registry)
  const threadFile = new URL('../../src/entry/thread.ts', import.meta.url)
  const runtime = createNodeRuntime({ threadFile })
  const { app, service } = composeService({ config, runtime, metrics: createMetrics(), compresses: true })
  server = httpServer({ app, service })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  end = () => runtime.close()
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await end()
  await sandbox.close()
})

contract({
  url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  sandboxUrl: () => sandbox.url,
  aggregates: features.flatMap(({ routes }) => routes),
})
