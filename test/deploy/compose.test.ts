// compose.yaml against itself and against what the service knows. Whether Compose takes it only an engine can tell.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { describeVariables, readConfig } from '../../src/config/config.ts'
import { registry } from '../../src/entry/compose.ts'

interface Service {
  profiles?: string[]
  extends?: { service: string }
  environment?: string[] | Record<string, string>
  command?: string | string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test?: string[] }
  stop_grace_period?: string
  scale?: number
  image?: string
}

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const reset = { tag: '!reset', collection: 'seq' as const, resolve: () => [] }
const { services } = parse(read('compose.yaml'), { merge: true, customTags: [reset] }) as {
  services: Record<string, Service>
}
const own = Object.entries(services).filter(([name, { extends: base }]) => name === 'tributary' || base)
const variablesOf = ({ environment = {} }: Service): Record<string, string> =>
  Array.isArray(environment)
    ? Object.fromEntries(environment.map((entry) => entry.split('=', 2) as [string, string]))
    : environment

test('every variable set is known to the service and its value is accepted', () => {
  const known = new Set(describeVariables(registry).map(({ name }) => name))
  for (const [, service] of own) {
    const given = variablesOf(service)
    expect(Object.keys(given).filter((name) => !known.has(name))).toEqual([])
    const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    expect(() => readConfig(set, registry)).not.toThrow()
  }
})

test('a fleet has two API instances, two workers, and a job store without eviction', () => {
  expect([services.api?.scale, services.worker?.scale]).toEqual([2, 2])
  expect([services.api, services.worker].map((each) => each && variablesOf(each).ROLE)).toEqual([
    'api',
    'worker',
  ])
  const { JOBS_REDIS_URL = '' } = variablesOf(services.api ?? {})
  expect(services[new URL(JOBS_REDIS_URL).hostname]?.command).toContain('--maxmemory-policy noeviction')
})

test('the stores run Valkey, and so do their health checks', () => {
  const stores = [services.cache, services.jobs]
  expect(stores.map((store) => store?.image?.split(':')[0])).toEqual(['valkey/valkey', 'valkey/valkey'])
  for (const store of stores) {
    expect(store?.command).toMatch(/^valkey-server /)
    expect(store?.healthcheck?.test).toEqual(['CMD', 'valkey-cli', 'ping'])
  }
})

test('every dependency exists, has a health check, and starts in the same profile', () => {
  for (const [name, { depends_on = {}, profiles = [] }] of Object.entries(services)) {
    for (const [needed, { condition }] of Object.entries(depends_on)) {
      const found = services[needed]
      expect(found, `${name} needs ${needed}`).toBeDefined()
      expect(condition).toBe('service_healthy')
      const base = services[found?.extends?.service ?? needed]
      expect(found?.healthcheck ?? base?.healthcheck).toBeDefined()
      expect(found?.profiles).toEqual(profiles)
    }
  }
})

test('the balancer forwards to the service’s port and does not buffer streams', () => {
  const nginx = read('deploy/compose/nginx.conf')
  const { PORT } = readConfig({}, registry)
  expect(nginx).toContain(`server api:${PORT} `)
  expect(nginx).toContain('proxy_buffering off;')
  // One hop in front: the address of the caller is the one that the balancer names.
  expect(variablesOf(services.api ?? {}).TRUST_PROXY).toBe('1')
})
