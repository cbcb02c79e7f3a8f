import { expect, test } from 'vitest'
import { z } from 'zod'
import { describeVariables, readConfig } from '../../src/config/config.ts'
import { defaultPolicy, type Source } from '../../src/pipeline/source.ts'
import { configFaults } from '../support/config-faults.ts'

const source = (name: string, overrides: Partial<Source> = {}): Source => ({
  name,
  settings: z.object({ [`${name.toUpperCase()}_URL`]: z.url().default('https://example.org') }),
  policy: { ...defaultPolicy, timeoutMs: 700 },
  providers: [
    { name: 'one', baseUrl: () => null },
    { name: 'two', baseUrl: () => null, policy: { rps: 3 } },
  ],
  endpoints: [],
  key: () => '',
  output: z.unknown(),
  build: () => async () => Promise.reject(new Error('not called')),
  ...overrides,
})
const tide = source('tide')
const sources = [tide, source('marine')]

const faultsOf = (environment: Record<string, string>) => configFaults(environment, sources)

test('an empty environment gives the documented defaults', () => {
  const config = readConfig({}, sources)
  expect(config).toMatchObject({
    PORT: 8080,
    HOST: '0.0.0.0',
    BUDGET_MS: 5_000,
    MAX_IN_FLIGHT: 1_024,
    LOG_LEVEL: 'info',
  })
  expect(config.CONTACT).toBeUndefined()
})

test('every fault of the environment is reported at once', () => {
  const faults = faultsOf({
    PORT: 'eighty',
    BUDGET_MS: '-1',
    TIDE_RPS: 'fast',
    TIDE_URL: 'nowhere',
    LOG_LEVEL: 'loud',
  })
  expect(faults.map((fault) => fault.split(':')[0])).toEqual([
    'PORT',
    'BUDGET_MS',
    'LOG_LEVEL',
    'TIDE_URL',
    'TIDE_RPS',
  ])
})

test('a fault names the variable and never repeats its value', () => {
  expect(faultsOf({ TIDE_URL: 'hunter2', PORT: 'hunter2' }).join()).not.toContain('hunter2')
})

test('an empty variable counts as absent', () => {
  expect(readConfig({ PORT: '', CONTACT: '  ' }, sources)).toMatchObject({ PORT: 8080 })
})

test('the policy of a provider is its own over its source, and the variables over both', () => {
  const config = readConfig({ TIDE_RPS: '9', MARINE_TIMEOUT_MS: '50' }, sources)
  const [, marine] = sources
  expect(config.policyOf(tide, 'one')).toMatchObject({ timeoutMs: 700, rps: 9 })
  expect(config.policyOf(marine as Source, 'two')).toMatchObject({ timeoutMs: 50, rps: 3 })
  expect(config.policyOf(marine as Source, 'one')).toMatchObject({ rps: 0 })
})

test('zero turns a rate or a cache off', () => {
  expect(readConfig({ TIDE_RPS: '0', TIDE_FRESH_MS: '0' }, sources).policyOf(tide, 'two')).toMatchObject({
    rps: 0,
    freshMs: 0,
  })
})

test('a limit that could fill more than half of the pool is refused', () => {
  expect(faultsOf({ TIDE_CONCURRENCY: '140' })).toEqual([
    'TIDE_CONCURRENCY: 140 is more than half of POOL_CONCURRENCY (256)',
  ])
  expect(faultsOf({ TIDE_CONCURRENCY: '40', POOL_CONCURRENCY: '80' })).toEqual([])
})

test('the budget cannot exceed the maximum budget', () => {
  expect(faultsOf({ BUDGET_MS: '9000', MAX_BUDGET_MS: '8000' })).toHaveLength(1)
})

test('numbers are accepted in decimal digits only', () => {
  expect(readConfig({ PORT: ' 8081 ', TIDE_RPS: '0.5' }, sources)).toMatchObject({ PORT: 8081 })
  for (const text of ['0x1F90', '1e3', '8_080', '+80', '-1', '80.5', '0b11', 'Infinity', '65536', '٣']) {
    expect(faultsOf({ PORT: text }), text).toEqual(['PORT: must be a whole number from 0 to 65535'])
  }
  for (const text of ['0x1', '1e3', '.5', '-1', 'NaN', '1,5']) {
    expect(faultsOf({ CLIENT_RPS: text }), text).toEqual(['CLIENT_RPS: must be a number from 0 to 1000000'])
  }
})

test.each(['http://127.0.0.1', 'a b', '[::1]:80', 'host/path'])('HOST %j is rejected', (HOST) => {
  expect(faultsOf({ HOST })).toEqual(['HOST: must be an address or a name, without a scheme or a path'])
})

test('a Redis URL must have the scheme of Redis, and an invalid one is not quoted', () => {
  for (const url of ['redis://store', 'rediss://me:p%40ss@store.example:7000/3', 'redis://[::1]:6379']) {
    expect(readConfig({ REDIS_URL: url }, sources).REDIS_URL).toBe(url)
  }
  for (const url of [
    'http://:secret@store',
    'redis://',
    'store:6379',
    'redis://:secret%@store',
    'redis://s/x',
  ]) {
    const [fault, ...more] = faultsOf({ REDIS_URL: url })
    expect([fault, more]).toEqual([expect.stringMatching(/^REDIS_URL: redis:\/\//), []])
    expect(fault).not.toContain('secret')
  }
})

test('every variable has a description, including those of the sources', () => {
  const variables = describeVariables(sources)
  const names = variables.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['PORT', 'TIDE_URL', 'TIDE_CONCURRENCY', 'MARINE_STALE_MS']))
  const own = variables.filter(({ name }) => !name.endsWith('_URL'))
  expect(own.filter(({ description }) => description === '')).toEqual([])
})

test('a role other than `all` requires JOBS_REDIS_URL', () => {
  for (const ROLE of ['api', 'worker']) {
    expect(faultsOf({ ROLE })).toEqual([expect.stringMatching(`^ROLE: ${ROLE} requires JOBS_REDIS_URL`)])
    expect(faultsOf({ ROLE, JOBS_REDIS_URL: 'redis://jobs:6379' })).toEqual([])
  }
  expect(readConfig({}, sources)).toMatchObject({ ROLE: 'all', JOBS_STALLED_MS: 15_000 })
})

test('a fault of the Redis of jobs does not repeat its password', () => {
  const faults = faultsOf({ JOBS_REDIS_URL: 'http://me:secret@jobs' })
  expect([faults.length, faults.join()]).toEqual([1, expect.not.stringContaining('secret')])
})
