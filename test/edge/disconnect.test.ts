// The law of disconnecting clients on workerd itself: the bundle that is deployed, one isolate.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildBundle } from '../../scripts/edge/build-bundle.ts'
import { type ServedBundle, serveBundle } from '../../scripts/edge/serve-bundle.ts'
import { systemClock } from '../../src/core/clock.ts'
import { disconnectLaw, lawVariables } from '../support/disconnect-law.ts'

let folder: string
let sandbox: SandboxServer
let served: ServedBundle

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-disconnect-'))
  sandbox = await serveSandbox({ clock: systemClock })
  const { script } = await buildBundle(folder)
  served = await serveBundle(script, { ...sandboxUrls(sandbox.url), ...lawVariables })
})

afterAll(async () => {
  await served?.close()
  await sandbox?.close()
  await rm(folder, { recursive: true, force: true })
})

disconnectLaw({
  port: () => Number(new URL(served.url).port),
  sandbox: () => sandbox,
  lines: () => served.log.filter((line) => line.startsWith('{"level"')).map((line) => JSON.parse(line)),
})

test('the platform logged no error', () => {
  expect(served.log.filter((line) => !line.startsWith('{"level"'))).toEqual([])
})
