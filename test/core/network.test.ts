import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientName, isLoopback, isWithin, parseAddress, parseNetwork } from '../../src/core/network.ts'

const address = (text: string) => {
  const parsed = parseAddress(text)
  if (!parsed) throw new Error(`${text} is no address`)
  return parsed
}
const network = (text: string) => {
  const parsed = parseNetwork(text)
  if (!parsed) throw new Error(`${text} is no network`)
  return parsed
}

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::', '::'],
  ['::1', '::1'],
  ['2001:db8::5', '2001:db8::5'],
  ['2001:DB8:0:0:0:0:0:5', '2001:db8::5'],
  ['64:ff9b::192.0.2.7', '64:ff9b::c000:207'],
])('%s is read', (text, written) => {
  expect(parseAddress(text)?.toString()).toBe(written)
})

test('an IPv4 address that is written as IPv6 is the IPv4 address', () => {
  expect(parseAddress('::ffff:192.0.2.7')).toEqual(parseAddress('192.0.2.7'))
  expect(parseAddress('::ffff:c000:207')).toEqual(parseAddress('192.0.2.7'))
})

test.each([
  '',
  'localhost',
  '1.2.3',
  '1.2.3.256',
  '01.2.3.4',
  '0x7f.0.0.1',
  '2130706433',
  '127.1',
  '1.2.3.4.5',
  '1:2:3:4:5:6:7',
  '1::2::3',
  ':1',
  '1:',
  'g::',
  '12345::',
  '::1%eth0',
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeNull()
})

test('an address is in the networks that share its prefix, and in no network of the other family', () => {
  expect(isWithin(address('10.255.0.1'), network('10.0.0.0/8'))).toBe(true)
  expect(isWithin(address('11.0.0.1'), network('10.0.0.0/8'))).toBe(false)
  expect(isWithin(address('10.0.0.1'), network('10.0.0.1'))).toBe(true)
  expect(isWithin(address('10.0.0.2'), network('10.0.0.1'))).toBe(false)
  expect(isWithin(address('2001:db8:ff::1'), network('2001:db8::/32'))).toBe(true)
  expect(isWithin(address('10.0.0.1'), network('::/0'))).toBe(false)
})

test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::/129', 'x/8', '10.0.0.0/-1'])(
  '%j is no network',
  (text) => {
    expect(parseNetwork(text)).toBeNull()
  },
)

test('every IPv4 address is read back as it was written', () => {
  const octet = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
      const text = octets.join('.')
      expect(clientName(address(text))).toBe(text)
    }),
  )
})

test('all addresses of one IPv6 subscriber count as one client', () => {
  expect(clientName(address('2001:db8:1:2::1'))).toBe(clientName(address('2001:db8:1:2:ffff::9')))
  expect(clientName(address('2001:db8:1:2::1'))).not.toBe(clientName(address('2001:db8:1:3::1')))
})

test('every loopback address is recognised', () => {
  expect(
    ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].map((text) => isLoopback(address(text))),
  ).toEqual([true, true, true, true])
  expect(isLoopback(address('128.0.0.1'))).toBe(false)
})
