// One instance that takes jobs in and others that run them, as processes, with a Redis and a sandbox: what happens to a job when
// one of them dies is only seen from outside.
import type { Worker } from 'bullmq'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import { allZones } from '../../src/sources/marine/catalogue/zones.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { type SpawnedService, spawnService } from '../support/spawn-service.ts'
import { takeOver } from '../support/take-over.ts'
import { createTurnstile, type Turnstile } from '../support/turnstile.ts'
import { unhurried } from '../support/unhurried.ts'
import { describeRedis } from '../support/with-redis.ts'

const manyZones = allZones()
  .slice(0, 300)
  .map(({ id }) => id)
const zones = manyZones.slice(0, 60)
/** Parts that a worker has in flight, which are requested again when it dies. */
const inFlight = 4
/** How long the first worker may be silent; all others may be silent for longer. */
const lockMs = 60_000

interface JobAnswer {
  id: string
  state: string
  progress: { done: number; total: number }
  result: { complete: boolean; data: { forecasts: { zone: { id: string } }[] }; parts: { key: string }[] }
}

describeRedis('jobs of a fleet', () => {
  let redis: RedisServer
  let sandbox: SandboxServer
  let delays: Turnstile
  let started: SpawnedService[]
  let checker: Worker | undefined

  beforeEach(async () => {
    started = []
    checker = undefined
    delays = createTurnstile()
    sandbox = await serveSandbox({ clock: { ...systemClock, after: delays.after } })
    sandbox.sandbox.faults.set([{ match: '/marine/', fault: 'delay' }])
    redis = await startRedis('--appendonly', 'yes', '--appendfsync', 'always')
  })
  afterEach(async () => {
    for (const service of started) service.signal('SIGKILL')
    await Promise.all(started.map((service) => service.ended()))
    await checker?.close(true)
    await redis.close()
    await sandbox.close()
  })

  const start = async (environment: Record<string, string>): Promise<SpawnedService> => {
    const service = await spawnService({
      ...unhurried,
      ...sandboxUrls(sandbox.url),
      JOBS_REDIS_URL: redis.url,
      JOBS_AT_ONCE: '1',
      JOBS_CONCURRENCY: String(inFlight),
      // No worker is considered dead because the machine is busy.
      JOBS_STALLED_MS: '600000',
      ...environment,
    })
    started.push(service)
    await service.logged('the Redis of jobs is available')
    return service
  }
  const fleet = async (environment: Record<string, string> = {}, size = 2) => {
    const roles = Array.from({ length: size }, () => ({ ROLE: 'worker', ...environment }))
    const first = { ...roles[0], JOBS_STALLED_MS: String(lockMs) }
    const each = [{ ROLE: 'api', ...environment }, first, ...roles.slice(1)]
    const [api, ...workers] = await Promise.all(each.map(start))
    return { api: api as SpawnedService, workers: workers as [SpawnedService, SpawnedService] }
  }
  const submit = async ({ url }: SpawnedService, wanted = zones): Promise<string> => {
    const body = JSON.stringify({ kind: 'forecasts', zones: wanted })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/v1/jobs`, { method: 'POST', body, headers })
    expect(answer.status).toBe(202)
    return url + (answer.headers.get('location') ?? '')
  }
  const look = async (url: string): Promise<JobAnswer> => (await fetch(url)).json() as Promise<JobAnswer>
  /** Lets this many parts be answered, and waits until the workers hold their next ones. */
  const hasDone = async (url: string, count: number): Promise<void> => {
    delays.pass(count)
    await expect.poll(async () => (await look(url)).progress?.done).toBe(count)
    await expect.poll(() => delays.waiting).toBe(2 * inFlight)
  }
  const hasEnded = (url: string): Promise<void> => {
    delays.pass()
    return expect.poll(async () => (await look(url)).state).toBe('done')
  }

  /** Every zone is in the result once, and none was asked for more often than what was in flight explains. */
  const isWhole = async (url: string, maxRepeats: number, wanted = zones): Promise<void> => {
    const { progress, result } = await look(url)
    const total = wanted.length
    expect([progress, result.complete]).toEqual([{ done: total, total }, true])
    expect(result.data.forecasts.map(({ zone }) => zone.id)).toEqual(wanted)
    expect(result.parts.map(({ key }) => key).toSorted()).toEqual(wanted.toSorted())
    expect(sandbox.sandbox.calls.length).toBeGreaterThanOrEqual(total)
    expect(sandbox.sandbox.calls.length).toBeLessThanOrEqual(total + maxRepeats)
  }
  /** How many texts this instance has asked for. */
  const callsOf = async ({ url }: SpawnedService): Promise<number> => {
    const { sources } = (await (await fetch(`${url}/v1/sources`)).json()) as {
      sources: { name: string; providers: { name: string; calls: number }[] }[]
    }
    const marine = sources.find(({ name }) => name === 'marine')
    return marine?.providers.find(({ name }) => name === 'tgftp')?.calls ?? 0
  }

  test('all workers share a job: each zone is requested once, by three workers in turn', async () => {
    const { api, workers } = await fleet({ JOBS_CONCURRENCY: '1' }, 3)
    const job = await submit(api)
    for (let round = 0; round < zones.length / 3; round++) {
      await expect.poll(() => delays.waiting).toBe(3)
      delays.pass(3)
    }
    await hasEnded(job)
    await isWhole(job, 0)
    expect(await Promise.all(workers.map(callsOf))).toEqual([20, 20, 20])
  })

  test('killing a worker costs only its parts in flight', async () => {
    const { api, workers } = await fleet()
    const job = await submit(api, manyZones)
    await hasDone(job, 150)
    workers[0].signal('SIGKILL')
    await workers[0].ended()
    checker = await takeOver(redis, 'forecasts', lockMs)
    await hasEnded(job)
    await isWhole(job, inFlight, manyZones)
  })

  test('a worker that is told to stop returns its parts at once', async () => {
    // Were they not handed over, they would be taken over in minutes.
    const { api, workers } = await fleet({ SHUTDOWN_GRACE_MS: '0' })
    const job = await submit(api)
    await hasDone(job, 20)
    workers[0].signal('SIGTERM')
    expect(await workers[0].logged('stopped')).toMatchObject({ jobs: { finished: 0, interrupted: 1 } })
    expect((await workers[0].ended()).code).toBe(0)
    await hasEnded(job)
    await isWhole(job, inFlight)
  })

  test('a frozen worker is replaced, and its late results are dropped', async () => {
    const { api, workers } = await fleet()
    const job = await submit(api)
    await hasDone(job, 20)
    workers[0].signal('SIGSTOP')
    checker = await takeOver(redis, 'forecasts', lockMs)
    await hasEnded(job)
    workers[0].signal('SIGCONT')
    await expect.poll(() => callsOf(workers[0])).toBeGreaterThan(0)
    await isWhole(job, inFlight)
  })

  test('while Redis is unreachable only job routes answer 503; the job continues when it is back', async () => {
    const { api } = await fleet()
    const job = await submit(api)
    await hasDone(job, 20)
    await redis.kill()
    const answer = await fetch(job)
    expect([answer.status, Number(answer.headers.get('retry-after'))]).toEqual([503, 2])
    expect(await answer.json()).toMatchObject({ code: 'unavailable' })
    const routes = ['/v1/geocode?place=Annapolis', '/readyz', '/metrics']
    const statuses = await Promise.all(routes.map(async (path) => (await fetch(api.url + path)).status))
    expect(statuses).toEqual([200, 200, 200])
    await redis.restart()
    await hasEnded(job)
    await isWhole(job, 1 + 2 * inFlight)
  })

  test('a stream that is interrupted repeatedly sends each part once, from any instance', async () => {
    const [one, two] = await Promise.all([start({}), start({})])
    const path = new URL(await submit(one)).pathname
    delays.pass()
    const seen: string[] = []
    let last = ''
    let isDone = false
    for (let at = 0; !isDone; at++) {
      const leave = new AbortController()
      const headers = { accept: 'application/x-ndjson', ...(last && { 'last-event-id': last }) }
      const { url } = at % 2 ? one : two
      const answer = await fetch(`${url}${path}/events`, { headers, signal: leave.signal })
      let text = ''
      let heard = 0
      for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const lines = (text + chunk).split('\n')
        text = lines.pop() ?? ''
        for (const line of lines) {
          // What came with the eighth part is not heard either: it must be sent again.
          if (heard >= 8) break
          const { event, id, part } = JSON.parse(line) as {
            event: string
            id?: number
            part?: { key: string }
          }
          if (event === 'done') isDone = true
          if (event !== 'part') continue
          heard++
          seen.push(part?.key ?? '')
          last = String(id)
        }
        if (heard >= 8) break
      }
      leave.abort()
    }
    expect(seen.toSorted()).toEqual(zones.toSorted())
  })

  test('cancelling a job on one instance aborts its parts on the others', async () => {
    const { api, workers } = await fleet()
    const job = await submit(api)
    await expect.poll(() => delays.waiting).toBe(2 * inFlight)
    expect((await fetch(job, { method: 'DELETE' })).status).toBe(202)
    const inUse = async (): Promise<number> => {
      const texts = await Promise.all(
        workers.map(async ({ url }) => (await fetch(`${url}/v1/sources`)).text()),
      )
      return texts
        .flatMap((text) => [...text.matchAll(/"inUse":(\d+)/g)])
        .reduce((sum, [, n]) => sum + Number(n), 0)
    }
    await expect.poll(inUse).toBe(0)
    expect(await look(job)).toMatchObject({ state: 'cancelled', progress: { done: 0, total: zones.length } })
    expect(sandbox.sandbox.calls.length).toBe(2 * inFlight)
  })

  test('a worker serves only the operator’s routes, on OPS_PORT if set', async () => {
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
    expect(metrics).toContain('tributary_redis_up{use="jobs",cause=""} 1')
  })
})
