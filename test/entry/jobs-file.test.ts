// One instance that keeps its jobs in a file, as a process that is killed and started again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import { allZones } from '../../src/sources/marine/catalogue/zones.ts'
import { runEntry, type SpawnedService, spawnService } from '../support/spawn-service.ts'
import { createTurnstile, type Turnstile } from '../support/turnstile.ts'
import { unhurried } from '../support/unhurried.ts'

const zones = allZones()
  .slice(0, 120)
  .map(({ id }) => id)
const inFlight = 4

let sandbox: SandboxServer
let delays: Turnstile
let folder: string
let started: SpawnedService[]

beforeEach(async () => {
  started = []
  folder = mkdtempSync(join(tmpdir(), 'jobs-'))
  delays = createTurnstile()
  sandbox = await serveSandbox({ clock: { ...systemClock, after: delays.after } })
  sandbox.sandbox.setLatency(1)
})
afterEach(async () => {
  for (const service of started) service.signal('SIGKILL')
  await Promise.all(started.map((service) => service.ended()))
  rmSync(folder, { recursive: true })
  await sandbox.close()
})

const variables = () => ({
  ...unhurried,
  ...sandboxUrls(sandbox.url),
  JOBS_FILE: join(folder, 'jobs.db'),
  JOBS_CONCURRENCY: String(inFlight),
  SHUTDOWN_GRACE_MS: '0',
})
const start = async (): Promise<SpawnedService> => {
  const service = await spawnService(variables())
  started.push(service)
  return service
}
const submit = async ({ url }: SpawnedService): Promise<string> => {
  const body = JSON.stringify({ kind: 'forecasts', zones })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/jobs`, { method: 'POST', body, headers })
  return answer.headers.get('location') ?? ''
}
const look = async (url: string) =>
  (await (await fetch(url)).json()) as {
    state: string
    progress: { done: number; total: number }
    result: { complete: boolean; parts: { key: string }[] }
  }

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'after %s a job continues when the instance restarts',
  async (signal) => {
    const first = await start()
    const path = await submit(first)
    delays.pass(40)
    await expect.poll(async () => (await look(first.url + path)).progress.done).toBe(40)
    first.signal(signal)
    await first.ended()
    delays.pass()
    const { url } = await start()
    await expect.poll(async () => (await look(url + path)).state).toBe('done')
    const { progress, result } = await look(url + path)
    expect([progress, result.complete]).toEqual([{ done: 120, total: 120 }, true])
    expect(result.parts.map(({ key }) => key).toSorted()).toEqual(zones.toSorted())
    expect(sandbox.sandbox.calls.length).toBeLessThanOrEqual(120 + inFlight)
  },
)

test('a second instance with the same file does not start', async () => {
  await start()
  const { code, errors } = await runEntry(variables())
  expect([code, errors]).toEqual([1, expect.stringMatching(/JOBS_FILE: cannot use .*locked/)])
})
