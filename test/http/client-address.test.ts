import { expect, test } from 'vitest'
import type { TrustProxy } from '../../src/config/caller-settings.ts'
import { clientName, parseNetwork } from '../../src/core/network.ts'
import { clientAddress } from '../../src/http/client-address.ts'

const networks = (...texts: string[]): TrustProxy => ({
  networks: texts.flatMap((text) => parseNetwork(text) ?? []),
})
const seen = (
  socket: string | undefined,
  forwardedFor: string | undefined,
  trust: TrustProxy,
): string | null => {
  const address = clientAddress(socket, forwardedFor, trust)
  return address && clientName(address)
}

test('without proxies the address is that of the connection, whatever the headers', () => {
  expect(seen('192.0.2.1', '198.51.100.9', { hops: 0 })).toBe('192.0.2.1')
  expect(seen('::ffff:192.0.2.1', undefined, { hops: 0 })).toBe('192.0.2.1')
})

test('behind n proxies the address is the n-th entry from the right', () => {
  expect(seen('10.0.0.1', '198.51.100.9', { hops: 1 })).toBe('198.51.100.9')
  expect(seen('10.0.0.1', '203.0.113.5, 198.51.100.9', { hops: 1 })).toBe('198.51.100.9')
  expect(seen('10.0.0.1', '203.0.113.5, 198.51.100.9, 10.0.0.2', { hops: 2 })).toBe('198.51.100.9')
})

test('entries written by the caller are ignored', () => {
  const names = ['1.1.1.1', '2.2.2.2, 3.3.3.3', 'x, , ::'].map((forged) =>
    seen('10.0.0.1', `${forged}, 198.51.100.9`, { hops: 1 }),
  )
  expect(new Set(names)).toEqual(new Set(['198.51.100.9']))
})

test('without a valid entry the address is that of the proxy', () => {
  expect(seen('10.0.0.1', undefined, { hops: 1 })).toBe('10.0.0.1')
  expect(seen('10.0.0.1', 'unknown', { hops: 1 })).toBe('10.0.0.1')
  expect(seen('10.0.0.1', '198.51.100.9', { hops: 3 })).toBe('198.51.100.9')
})

test('with trusted networks the address is the last one outside of them', () => {
  const trust = networks('10.0.0.0/8', '2001:db8::/32')
  expect(seen('10.0.0.1', '203.0.113.5, 198.51.100.9, 10.7.7.7', trust)).toBe('198.51.100.9')
  expect(seen('2001:db8::1', '198.51.100.9', trust)).toBe('198.51.100.9')
  expect(seen('192.0.2.1', '198.51.100.9', trust)).toBe('192.0.2.1')
  expect(seen('10.0.0.1', '10.0.0.2', trust)).toBe('10.0.0.2')
})

test('ports, brackets and interface names are removed', () => {
  expect(seen('10.0.0.1', '198.51.100.9:4711', { hops: 1 })).toBe('198.51.100.9')
  expect(seen('10.0.0.1', '[2001:db8:1:2::5]:443', { hops: 1 })).toBe('2001:db8:1:2::/64')
  expect(seen('fe80::1%eth0', undefined, { hops: 0 })).toBe('fe80::/64')
})

test('the address is null on a platform that does not know it', () => {
  expect(seen(undefined, '198.51.100.9', { hops: 0 })).toBeNull()
})
