import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ErrorCode } from '../../src/core/errors.ts'
import { createStats } from '../../src/pipeline/stats.ts'

const now = Date.UTC(2026, 10, 20, 12)
const statsOf = () => createStats({ now: () => now })
const attempt = (tookMs: number, code: ErrorCode | null = null) =>
  ({ type: 'attempt', source: 'marine', provider: 'sea', tookMs, bytes: 1, code }) as const

test('without calls there are no statistics', () => {
  expect(statsOf().provider('marine', 'sea')).toEqual({
    latencyMs: { p50: null, p95: null, p99: null },
    calls: 0,
    failures: 0,
    retries: 0,
    lastError: null,
  })
})

test('calls, failures, retries and the last error are counted per provider', () => {
  const stats = statsOf()
  stats.listen(attempt(10))
  stats.listen(attempt(20, 'upstream_timeout'))
  stats.listen({
    type: 'retry',
    source: 'marine',
    provider: 'sea',
    attempt: 1,
    delayMs: 5,
    code: 'upstream_timeout',
  })
  expect(stats.provider('marine', 'sea')).toMatchObject({
    calls: 2,
    failures: 1,
    retries: 1,
    lastError: { code: 'upstream_timeout', at: '2026-11-20T12:00:00.000Z' },
  })
  expect(stats.provider('marine', 'other').calls).toBe(0)
})

test('percentiles are of the latest latencies only', () => {
  const stats = statsOf()
  for (let i = 0; i < 512; i++) stats.listen(attempt(9_000))
  for (let i = 1; i <= 512; i++) stats.listen(attempt(i))
  const { p50, p95, p99 } = stats.provider('marine', 'sea').latencyMs
  expect([p50, p95, p99]).toEqual([257, 487, 507])
})

test('percentiles are observed values, in ascending order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 50 }), (latencies) => {
      const stats = statsOf()
      for (const tookMs of latencies) stats.listen(attempt(tookMs))
      const { p50, p95, p99 } = stats.provider('marine', 'sea').latencyMs
      expect(latencies).toEqual(expect.arrayContaining([p50, p95, p99]))
      expect(Number(p50) <= Number(p95) && Number(p95) <= Number(p99)).toBe(true)
    }),
  )
})

test('look-ups in memory are counted per source; those in the shared store are not', () => {
  const stats = statsOf()
  for (const outcome of ['hit', 'hit', 'stale', 'miss', 'failed'] as const)
    stats.listen({ type: 'cache', source: 'marine', tier: 'memory', outcome })
  stats.listen({ type: 'cache', source: 'marine', tier: 'store', outcome: 'hit' })
  expect(stats.cache('marine')).toEqual({ hits: 2, misses: 2, stale: 1 })
})

test('parts of a replayed answer count one hit each', () => {
  const stats = statsOf()
  const run = { source: 'marine', provider: 'sea', status: 'cached', count: 2, tookMs: 0 } as const
  stats.listen({ type: 'replayed', requestId: 'r', runs: [run, { ...run, source: 'alerts', count: 1 }] })
  expect([stats.cache('marine').hits, stats.cache('alerts').hits]).toEqual([2, 1])
})
