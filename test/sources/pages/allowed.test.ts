import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reachabilityOf } from '../../../src/core/public-address.ts'
import type { Source } from '../../../src/pipeline/source.ts'
import { parseAllowed, permit } from '../../../src/sources/pages/allowed.ts'
import { pages } from '../../../src/sources/pages/source.ts'
import { configFaults } from '../../support/config-faults.ts'

const reach = (allow: string, url: string) => {
  const allowed = parseAllowed(allow)
  if (typeof allowed === 'string') throw new Error(allowed)
  try {
    return permit(new URL(url), allowed)
  } catch (error) {
    expect(error).toMatchObject({ name: 'AppError', code: 'forbidden', wasAsked: false })
    return null
  }
}

const named = { isNamed: true, isLocal: false }
const local = { isNamed: true, isLocal: true }
const publicOnly = { isNamed: false, isLocal: false }

test.each([
  ['', 'https://example.org/', null],
  ['public', 'https://example.org/', publicOnly],
  ['public', 'http://example.org:80/', publicOnly],
  ['public', 'http://example.org:8080/', null],
  ['public', 'http://8.8.8.8/', publicOnly],
  ['public', 'http://10.0.0.5/', null],
  ['public', 'http://localhost/', null],
  ['example.org', 'https://example.org/a?b', named],
  ['Example.ORG', 'https://EXAMPLE.org./', named],
  ['example.org', 'https://www.example.org/', null],
  ['example.org', 'https://example.org:8443/', null],
  ['example.org', 'https://example.org.test/', null],
  ['bücher.example', 'https://xn--bcher-kva.example/', named],
  ['xn--bcher-kva.example', 'https://bücher.example/', named],
  ['*.example.org', 'https://www.example.org/', publicOnly],
  ['*.example.org', 'https://a.b.example.org/', publicOnly],
  ['*.example.org', 'https://example.org/', null],
  ['*.example.org', 'https://notexample.org/', null],
  ['*.example.org', 'http://www.example.org:81/', null],
  ['example.org:8443', 'https://example.org:8443/', local],
  ['example.org:8443', 'https://example.org/', null],
  ['example.org:443', 'https://example.org/', local],
  ['example.org:443', 'http://example.org/', null],
  ['localhost:9000', 'http://localhost:9000/', local],
  ['localhost:9000', 'http://127.0.0.1:9000/', null],
  ['10.0.0.5', 'http://10.0.0.5/', local],
  ['10.0.0.5', 'http://0xa000005/', local],
  ['10.0.0.5', 'http://10.0.0.6/', null],
  ['[fd00::5]:8080', 'http://[fd00:0::5]:8080/', local],
  ['[::1]', 'http://[::1]/', local],
  [' a.example , *.b.example ,, ', 'http://c.b.example/', publicOnly],
  ['public,localhost:9000', 'http://localhost/', null],
])('with PAGES_ALLOW=%s, %s may lead to %o', (allow, url, wanted) => {
  expect(reach(allow, url)).toEqual(wanted)
})

test.each([
  'http://example.org',
  'example.org/path',
  'user@example.org',
  'user:password@example.org',
  '*',
  '*.org',
  '*.10.0.0.1',
  '*.example.org:80',
  'a.*.org',
  'exa mple.org',
  '169.254.169.254',
  '169.254.169.254:80',
  '[fd00:ec2::254]',
  '0.0.0.0',
  '[::ffff:10.0.0.1]',
  '2852039166',
  'example.org:99999',
  '::1',
])('%s is a fault of the configuration, and is not repeated in it', (entry) => {
  const fault = parseAllowed(`example.org,${entry}`)
  expect(fault).toMatch(/^entry 2: /)
  expect(fault).not.toContain('password')
})

test('without `public`, no address that is not in the list is allowed, however it is written', () => {
  const address = fc.integer({ min: 0, max: 0xffff_ffff })
  const forms = [
    (value: number) => String(value),
    (value: number) => `0x${value.toString(16)}`,
    (value: number) => `0${value.toString(8)}`,
    (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.'),
    (value: number) => `[::ffff:${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}]`,
  ]
  fc.assert(
    fc.property(address, fc.constantFrom(...forms), (value, write) => {
      const url = `http://${write(value)}/`
      expect(reach('example.org,10.0.0.5', url)).toEqual(new URL(url).hostname === '10.0.0.5' ? local : null)
      const isPublic = reachabilityOf(new URL(url).hostname.replace(/^\[|\]$/g, '')) === 'public'
      expect(reach('public', url)).toEqual(isPublic ? publicOnly : null)
    }),
  )
})

const registry = [pages] as readonly unknown[] as readonly Source[]
const faultsOf = (variables: Record<string, string>, platform?: { canPinAddress: boolean }) =>
  configFaults(variables, registry, platform)

test.each(['public', '*.example.org', 'example.org,public'])(
  'PAGES_ALLOW=%s is refused on platforms that cannot check addresses, and with a proxy',
  (allow) => {
    const variables = { PAGES_ALLOW: allow }
    expect(faultsOf(variables, { canPinAddress: true })).toEqual([])
    expect(faultsOf(variables, { canPinAddress: false })).toEqual([
      expect.stringMatching(/^PAGES_ALLOW: only full host names/),
    ])
    expect(faultsOf(variables)).toHaveLength(1)
    const proxied = { ...variables, HTTPS_PROXY: 'http://proxy.test:3128' }
    expect(faultsOf(proxied, { canPinAddress: true })).toHaveLength(1)
  },
)

test('full host names are accepted everywhere', () => {
  const variables = { PAGES_ALLOW: 'example.org,localhost:9000', HTTPS_PROXY: 'http://proxy.test:3128' }
  expect(faultsOf(variables, { canPinAddress: false })).toEqual([])
})
