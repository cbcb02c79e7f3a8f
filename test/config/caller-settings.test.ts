import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { parseNetwork } from '../../src/core/network.ts'
import { configFaults } from '../support/config-faults.ts'

const digest = 'ab'.repeat(32)
const read = (environment: Record<string, string>) => readConfig(environment, [])
const faultsOf = (environment: Record<string, string>) => configFaults(environment, [])

test('by default callers need no key and have no rate limit, no proxy is trusted, and there is one port', () => {
  const { API_KEYS, CLIENT_RPS, TRUST_PROXY, OPS_PORT } = read({})
  expect({ API_KEYS, CLIENT_RPS, TRUST_PROXY, OPS_PORT }).toEqual({
    API_KEYS: [],
    CLIENT_RPS: 0,
    TRUST_PROXY: { hops: 0 },
    OPS_PORT: undefined,
  })
})

test('keys are a list of names and digests; a name may have two while its key is rotated', () => {
  const { API_KEYS } = read({ API_KEYS: ` a:${digest}, a:${'CD'.repeat(32)},` })
  expect(API_KEYS).toEqual([
    { name: 'a', digest },
    { name: 'a', digest: 'cd'.repeat(32) },
  ])
})

test('every faulty key is reported by its position and never quoted', () => {
  const faults = faultsOf({ API_KEYS: `a:${digest},secret,b:12,c:${digest},d e:${digest}` })
  expect(faults).toEqual([
    'API_KEYS: entry 2: a name, `:` and the 64 hex digits of a SHA-256',
    'API_KEYS: entry 3: a name, `:` and the 64 hex digits of a SHA-256',
    'API_KEYS: entry 4: the same key as an earlier entry',
    'API_KEYS: entry 5: a name, `:` and the 64 hex digits of a SHA-256',
  ])
})

test('proxies are a number, or networks', () => {
  expect(read({ TRUST_PROXY: '2' }).TRUST_PROXY).toEqual({ hops: 2 })
  expect(read({ TRUST_PROXY: '10.0.0.0/8, ::1' }).TRUST_PROXY).toEqual({
    networks: ['10.0.0.0/8', '::1/128'].map(parseNetwork),
  })
  for (const wrong of ['yes', '-1', '10', '10.0.0.0/99', ','])
    expect(faultsOf({ TRUST_PROXY: wrong })).toHaveLength(1)
})

test('two listeners cannot share a port, unless each takes any free one', () => {
  expect(faultsOf({ OPS_PORT: '8080' })).toEqual(['OPS_PORT: must not be PORT'])
  expect(faultsOf({ PORT: '9000', OPS_PORT: '9000', CLIENT_RPS: '-1' })).toHaveLength(2)
  expect(faultsOf({ PORT: '0', OPS_PORT: '0' })).toEqual([])
})

test('origins are what browsers send, or any', () => {
  const { CORS_ORIGINS } = read({
    CORS_ORIGINS: 'https://A.example, http://b.example:8080,*, https://c.example:443',
  })
  expect(CORS_ORIGINS).toEqual(['https://a.example', 'http://b.example:8080', '*', 'https://c.example'])
  for (const wrong of [
    'a.example',
    'https://a.example/',
    'https://a.example/app',
    'https://a.example?x',
    'https://me:secret@a.example',
    'ftp://a.example',
    'file:///a',
    'null',
    'https://*.example',
  ]) {
    const [fault, ...more] = faultsOf({ CORS_ORIGINS: wrong })
    expect([fault, more], wrong).toEqual([
      expect.stringMatching(/^CORS_ORIGINS: entry 1: must be an origin/),
      [],
    ])
    expect(fault).not.toContain('secret')
  }
})

test.each(['API_KEYS', 'CORS_ORIGINS', 'ALLOWED_HOSTS', 'TRUST_PROXY'])(
  '%s of commas alone is rejected',
  (name) => {
    for (const text of [',', ' , ,'])
      expect(faultsOf({ [name]: text })).toEqual([`${name}: must have at least one entry`])
    expect(faultsOf({ [name]: ' ' })).toEqual([])
  },
)
