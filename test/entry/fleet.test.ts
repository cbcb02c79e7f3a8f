// Several instances as processes, one Redis, one sandbox: what they share is only seen from outside.

import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../src/core/clock.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { type SpawnedService, spawnService } from '../support/spawn-service.ts'
import { createTurnstile, type Turnstile } from '../support/turnstile.ts'
import { unhurried } from '../support/unhurried.ts'
import { describeRedis } from '../support/with-redis.ts'

describeRedis('three instances with one Redis', () => {
  let redis: RedisServer
  let sandbox: SandboxServer
  let delays: Turnstile
  const services: SpawnedService[] = []

  beforeAll(async () => {
    // A delay is started for each test anew, so that what one test lets pass is not passed in the next.
    const after: Clock['after'] = (ms, run) => delays.after(ms, run)
    sandbox = await serveSandbox({ clock: { ...systemClock, after } })
    redis = await startRedis()
    services.push(...(await Promise.all([start(), start(), start()])))
  })
  beforeEach(() => {
    delays = createTurnstile()
  })
  afterEach(() => sandbox.sandbox.reset())
  afterAll(async () => {
    for (const service of services) service.signal('SIGKILL')
    await Promise.all(services.map((service) => service.ended()))
    await redis.close()
    await sandbox.close()
  })

  const start = async (): Promise<SpawnedService> => {
    const service = await spawnService({
      ...unhurried,
      ...sandboxUrls(sandbox.url),
      REDIS_URL: redis.url,
      SHUTDOWN_GRACE_MS: '2000',
      MAX_IN_FLIGHT: '2000',
    })
    await service.logged('the shared Redis is available')
    return service
  }

  /** Each test has a zone of its own: what one has left in memory is nothing to the others. */
  const forecast = (zone: string): string => `/v1/marine/forecasts?zones=${zone}`
  const ask = async (service: SpawnedService | undefined, path: string) => {
    const answer = await fetch(service?.url + path)
    return (await answer.json()) as { complete: boolean; parts: { status: string; error?: unknown }[] }
  }
  const askAll = (path: string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => ask(services[i % services.length], path)))
  const upstreamCalls = () => sandbox.sandbox.calls.length
  const reached = async (count: number): Promise<void> => {
    while (upstreamCalls() < count) await new Promise((resolve) => setImmediate(resolve))
  }
  const metric = async (service: SpawnedService | undefined, pattern: RegExp): Promise<number> => {
    const text = await (await fetch(`${service?.url}/metrics`)).text()
    return Number(pattern.exec(text)?.[1] ?? 0)
  }

  const flights = async (role: string): Promise<number> => {
    const pattern = new RegExp(`shared_flights_total{source="marine",role="${role}"} (\\d+)`)
    const counts = await Promise.all(services.map((service) => metric(service, pattern)))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** Requests to all instances that are not answered yet. */
  const inFlight = async (): Promise<number> => {
    const counts = await Promise.all(services.map((service) => metric(service, /requests_in_flight (\d+)/)))
    // The request for the metric is one of them.
    return counts.reduce((sum, count) => sum + count - 1, 0)
  }

  test('a thousand concurrent cold calls for one zone make one upstream call', async () => {
    sandbox.sandbox.setLatency(1)
    const before = [await flights('leader'), await flights('alone')]
    const asked = askAll(forecast('ANZ531'), 1_000)
    await expect.poll(inFlight).toBe(1_000)
    delays.pass()
    const answers = await asked
    expect(answers.filter(({ complete }) => complete).length).toBe(1_000)
    expect(upstreamCalls()).toBe(1)
    expect([await flights('leader'), await flights('alone')]).toEqual([Number(before[0]) + 1, before[1]])
  })

  test('when the leader is killed there are two upstream calls, and no other caller fails', async () => {
    sandbox.sandbox.setLatency(1)
    const [leader, ...others] = services
    const followers = await flights('follower')
    const lost = Promise.allSettled(Array.from({ length: 10 }, () => ask(leader, forecast('ANZ532'))))
    await reached(1)
    const rest = Array.from({ length: 1_000 }, (_, i) => ask(others[i % 2], forecast('ANZ532')))
    await expect.poll(() => flights('follower')).toBe(followers + 2)
    await expect.poll(inFlight).toBe(1_010)
    leader?.signal('SIGKILL')
    await leader?.ended()
    delays.pass()
    const answers = await Promise.all(rest)
    expect(answers.filter(({ complete }) => complete).length).toBe(1_000)
    expect((await lost).every(({ status }) => status === 'rejected')).toBe(true)
    expect(upstreamCalls()).toBe(2)
    services[0] = await start()
  })

  test('one instance calls a failing upstream, and all share the failure', async () => {
    sandbox.sandbox.setLatency(1)
    const asked = askAll('/v1/reddit/top?subreddits=doesnotexist_here', 60)
    await expect.poll(inFlight).toBe(60)
    delays.pass()
    const answers = await asked
    expect(answers.filter(({ parts }) => parts?.[0]?.status !== 'failed')).toEqual([])
    expect(upstreamCalls()).toBe(1)
  })

  test('entries survive a restart', async () => {
    await ask(services[1], forecast('ANZ533'))
    expect(upstreamCalls()).toBe(1)
    services[1]?.signal('SIGTERM')
    expect((await services[1]?.ended())?.code).toBe(0)
    services[1] = await start()
    const again = await ask(services[1], forecast('ANZ533'))
    expect([again.parts[0]?.status, upstreamCalls()]).toEqual(['cached', 1])
  })

  test('killing Redis under load fails no request, and after a restart it is used again', async () => {
    let isOver = false
    let asked = 0
    const failed: unknown[] = []
    const catalogue = await fetch(`${services[0]?.url}/v1/marine/zones?prefix=GMZ&limit=50`)
    const { zones } = (await catalogue.json()) as { zones: { id: string }[] }
    const load = async (worker: number): Promise<void> => {
      while (!isOver) {
        const zone = zones[asked++ % zones.length]?.id ?? ''
        const answer = await ask(services[worker % 3], forecast(zone)).catch(String)
        if (typeof answer === 'string' || !answer.complete) failed.push(answer)
      }
    }
    const workers = Array.from({ length: 12 }, (_, i) => load(i))
    const more = async (count: number): Promise<void> => {
      const until = asked + count
      while (asked < until) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const states = () =>
      Promise.all(services.map((service) => metric(service, /redis_up{use="shared",cause="[^"]*"} (\d)/)))
    await more(200)
    await redis.kill()
    await more(300)
    await expect.poll(states).toEqual([0, 0, 0])
    expect((await fetch(`${services[0]?.url}/readyz`)).status).toBe(200)
    await redis.restart()
    await expect.poll(states).toEqual([1, 1, 1])
    await more(200)
    isOver = true
    await Promise.all(workers)
    expect(failed).toEqual([])
    sandbox.sandbox.reset()
    await askAll(forecast('ANZ534'), 30)
    expect(upstreamCalls()).toBe(1)
  })
})
