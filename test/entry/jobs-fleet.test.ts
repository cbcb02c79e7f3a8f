// One instance that takes jobs in and two that run them, as processes, with a Redis and a sandbox: what happens to a job when
// one of them dies is only seen from outside.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import { type SandboxServer, serveSandbox } from '../../src/sandbox/server.ts'
import { sandboxUrls } from '../../src/sandbox/urls.ts'
import { allZones } from '../../src/sources/marine/catalogue/zones.ts'
import { noRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { runEntry, type SpawnedService, spawnService } from '../support/spawn-service.ts'

const zones = allZones()
  .filter(({ kind }) => kind === 'coastal')
  .slice(0, 300)
  .map(({ id }) => id)
/** Of one job, asked for at once: what is in flight when a worker dies. */
const inFlight = 4

interface JobAnswer {
  id: string
  state: string
  progress: { done: number; total: number }
  result: { complete: boolean; data: { forecasts: { zone: { id: string } }[] }; parts: { key: string }[] }
}

describe.skipIf(noRedis)(`jobs of a fleet${noRedis ? ` (${noRedis})` : ''}`, () => {
  let redis: RedisServer
  let sandbox: SandboxServer
  let started: SpawnedService[]

  beforeAll(async () => {
    sandbox = await serveSandbox({ clock: systemClock })
  })
  afterAll(() => sandbox.close())
  beforeEach(async () => {
    started = []
    redis = await startRedis('--appendonly', 'yes', '--appendfsync', 'always')
    sandbox.sandbox.setLatency(20)
  })
  afterEach(async () => {
    for (const service of started) service.signal('SIGKILL')
    await Promise.all(started.map((service) => service.ended()))
    await redis.close()
    sandbox.sandbox.reset()
  })

  const start = async (environment: Record<string, string>): Promise<SpawnedService> => {
    const service = await spawnService({
      ...sandboxUrls(sandbox.url),
      JOBS_REDIS_URL: redis.url,
      JOBS_AT_ONCE: '1',
      JOBS_CONCURRENCY: String(inFlight),
      JOBS_STALLED_MS: '3000',
      // No call is made a second time because the machine is slow.
      MARINE_TIMEOUT_MS: '25000',
      ...environment,
    })
    started.push(service)
    await service.logged('the Redis of jobs is there')
    return service
  }
  const fleet = async (environment: Record<string, string> = {}) => {
    const [api, one, two] = await Promise.all(
      ['api', 'worker', 'worker'].map((ROLE) => start({ ROLE, ...environment })),
    )
    return { api: api as SpawnedService, workers: [one, two] as [SpawnedService, SpawnedService] }
  }
  const submit = async ({ url }: SpawnedService): Promise<string> => {
    const body = JSON.stringify({ kind: 'forecasts', zones })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/v1/jobs`, { method: 'POST', body, headers })
    expect([answer.status, zones.length]).toEqual([202, 300])
    return url + (answer.headers.get('location') ?? '')
  }
  const look = async (url: string): Promise<JobAnswer> => (await fetch(url)).json() as Promise<JobAnswer>
  const hasDone = (url: string, least: number): Promise<void> =>
    expect.poll(async () => (await look(url)).progress?.done ?? 0).toBeGreaterThanOrEqual(least)
  const hasEnded = (url: string): Promise<void> =>
    expect.poll(async () => (await look(url)).state).toBe('done')

  /** Every zone is in the result once, and none was asked for more often than what was in flight explains. */
  const isWhole = async (url: string, mostCalls: number): Promise<void> => {
    const { progress, result } = await look(url)
    expect([progress, result.complete]).toEqual([{ done: 300, total: 300 }, true])
    expect(result.data.forecasts.map(({ zone }) => zone.id)).toEqual(zones)
    expect(result.parts.map(({ key }) => key).toSorted()).toEqual(zones.toSorted())
    expect(sandbox.sandbox.calls.length).toBeGreaterThanOrEqual(300)
    expect(sandbox.sandbox.calls.length).toBeLessThanOrEqual(mostCalls)
  }
  /** Which of the two runs the job, and which does not. */
  const byJob = async ([one, two]: readonly [SpawnedService, SpawnedService]) => {
    const running = async (service: SpawnedService) => {
      await service.logged('job forecasts running')
      return service
    }
    const runs = await Promise.race([running(one), running(two)])
    return { runs, idle: runs === one ? two : one }
  }

  test('a worker that is killed half-way costs nothing but what was in flight', async () => {
    const { api, workers } = await fleet()
    const job = await submit(api)
    const { runs, idle } = await byJob(workers)
    await hasDone(job, 150)
    runs.signal('SIGKILL')
    await idle.logged('job forecasts running')
    await hasEnded(job)
    await isWhole(job, 300 + inFlight)
  })

  test('a worker that is told to stop hands its job over at once', async () => {
    // Were it not handed over, it would be taken over in ten minutes.
    const { api, workers } = await fleet({ JOBS_STALLED_MS: '600000', SHUTDOWN_GRACE_MS: '100' })
    const job = await submit(api)
    const { runs, idle } = await byJob(workers)
    await hasDone(job, 100)
    runs.signal('SIGTERM')
    expect(await runs.logged('stopped')).toMatchObject({ jobs: { finished: 0, interrupted: 1 } })
    expect((await runs.ended()).code).toBe(0)
    await idle.logged('job forecasts running')
    await hasEnded(job)
    await isWhole(job, 300 + inFlight)
  })

  test('while Redis is away jobs answer 503 and all else goes on; when it is back, so does the job', async () => {
    // Long enough that nobody is taken to be dead meanwhile.
    const { api, workers } = await fleet({ JOBS_STALLED_MS: '60000' })
    const job = await submit(api)
    await byJob(workers)
    await hasDone(job, 100)
    await redis.kill()
    const answer = await fetch(job)
    expect([answer.status, Number(answer.headers.get('retry-after'))]).toEqual([503, 2])
    expect(await answer.json()).toMatchObject({ code: 'unavailable' })
    const routes = ['/v1/geocode?place=Annapolis', '/readyz', '/metrics']
    const statuses = await Promise.all(routes.map(async (path) => (await fetch(api.url + path)).status))
    expect(statuses).toEqual([200, 200, 200])
    await redis.restart()
    await hasEnded(job)
    await isWhole(job, 301)
  })

  test('a worker has the operator’s routes alone, on their own port where they have one', async () => {
    const ROLE = 'worker'
    const [one, two] = await Promise.all([start({ ROLE }), start({ ROLE, OPS_PORT: '0', PORT: '1' })])
    const statusOf = async ({ url }: SpawnedService, path: string) => (await fetch(url + path)).status
    for (const service of [one, two]) {
      for (const path of ['/healthz', '/readyz', '/metrics', '/v1/sources']) {
        expect([path, await statusOf(service, path)]).toEqual([path, 200])
      }
      for (const path of ['/v1/jobs', '/v1/marine/zones', '/v1/briefing', '/']) {
        expect([path, await statusOf(service, path)]).toEqual([path, 404])
      }
    }
    const metrics = await (await fetch(`${one.url}/metrics`)).text()
    expect(metrics).toContain('tributary_jobs{state="pending"} 0')
    expect(metrics).toContain('tributary_redis_up{use="jobs"} 1')
  })

  test('a worker without a Redis to meet in does not start', async () => {
    const { code, errors } = await runEntry({ ROLE: 'worker' })
    expect([code, errors]).toEqual([1, expect.stringContaining('ROLE: worker needs JOBS_REDIS_URL')])
  })
})
