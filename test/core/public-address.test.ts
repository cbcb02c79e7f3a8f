import { BlockList } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reachabilityOf } from '../../src/core/public-address.ts'
import { share } from '../support/effort.ts'

const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
const groups = (value: bigint): string[] =>
  Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16))
const ipv6 = (value: bigint): string => groups(value).join(':')

const anyIpv4 = fc.integer({ min: 0, max: 0xffff_ffff })
const anyIpv6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n })

/** IANA's registries of special-purpose addresses, the multicast blocks, and a metadata service. */
const special: readonly [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['192.31.196.0', 24, 'ipv4'],
  ['192.52.193.0', 24, 'ipv4'],
  ['192.175.48.0', 24, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['::ffff:0:0', 96, 'ipv6'],
  ['::ffff:0:0:0', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['100:0:0:1::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['2620:4f:8000::', 48, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
  ['5f00::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]
// One list for each family: Node's own counts an IPv4-mapped address to both.
const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const [net, prefix, family] of special) lists[family].addSubnet(net, prefix, family)

test('an IPv4 address is public exactly when no registry says otherwise', () => {
  fc.assert(
    fc.property(anyIpv4, (value) => {
      const address = dotted(value)
      expect(reachabilityOf(address) === 'public').toBe(!lists.ipv4.check(address, 'ipv4'))
    }),
    { numRuns: share(2_000) },
  )
})

test('an IPv6 address is public exactly when it is global unicast and no registry says otherwise', () => {
  const globalUnicast = anyIpv6.map((value) => (value & ((1n << 125n) - 1n)) | (1n << 125n))
  fc.assert(
    fc.property(fc.oneof(anyIpv6, globalUnicast), (value) => {
      const isPublic = value >> 125n === 1n && !lists.ipv6.check(ipv6(value), 'ipv6')
      expect(reachabilityOf(ipv6(value)) === 'public').toBe(isPublic)
    }),
    { numRuns: share(2_000) },
  )
})

test.each(special)('nothing in %s/%i is public', (net, prefix, family) => {
  const bits = family === 'ipv4' ? 32n : 128n
  const base = family === 'ipv4' ? toNumber(net.split('.'), 8n, 10) : toNumber(expanded(net), 16n, 16)
  const inside = fc.bigInt({ min: 0n, max: (1n << (bits - BigInt(prefix))) - 1n })
  fc.assert(
    fc.property(inside, (offset) => {
      const address = family === 'ipv4' ? dotted(Number(base + offset)) : ipv6(base + offset)
      expect(reachabilityOf(address)).not.toBe('public')
    }),
  )
})

test('no IPv4 address becomes public or local by being embedded in an IPv6 address', () => {
  fc.assert(
    fc.property(anyIpv4, (value) => {
      const low = `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`
      const written = [
        `::ffff:${dotted(value)}`,
        `::FFFF:${low}`,
        `0:0:0:0:0:ffff:${low}`,
        `::ffff:0:${low}`,
        `64:ff9b::${dotted(value)}`,
        `64:ff9b:1::${low}`,
        `2002:${low}::1`,
        `2001:0:${low}::1`,
      ]
      for (const address of written) expect(reachabilityOf(address), address).toBe('never')
      // IPv4-compatible: `::1` is loopback, and all others are nothing.
      if (value > 1) expect(reachabilityOf(`::${low}`)).toBe('never')
    }),
  )
})

test.each([
  ['127.0.0.1', 'local'],
  ['10.1.2.3', 'local'],
  ['172.31.255.255', 'local'],
  ['172.32.0.0', 'public'],
  ['192.168.1.1', 'local'],
  ['100.64.0.1', 'local'],
  ['100.128.0.1', 'public'],
  ['::1', 'local'],
  ['fd12:3456::1', 'local'],
  ['169.254.169.254', 'never'],
  ['100.100.100.200', 'never'],
  ['168.63.129.16', 'never'],
  ['168.63.129.17', 'public'],
  ['fd00:ec2::254', 'never'],
  ['fd20:ce::254', 'never'],
  ['0.0.0.0', 'never'],
  ['255.255.255.255', 'never'],
  ['::', 'never'],
  ['fe80::1', 'never'],
  ['8.8.8.8', 'public'],
  ['2606:4700::1', 'public'],
  ['example.org', null],
  ['127.1', null],
  ['0x7f000001', null],
  ['fe80::1%eth0', null],
  ['[::1]', null],
  ['', null],
])('%s is %s', (address, reachability) => {
  expect(reachabilityOf(address)).toBe(reachability)
})

const expanded = (net: string): string[] => {
  const [head = '', tail = ''] = net.split('::')
  const [first, last] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = 8 - (first?.length ?? 0) - (last?.length ?? 0)
  return [...(first ?? []), ...Array.from({ length: zeros }, () => '0'), ...(last ?? [])]
}

function toNumber(parts: readonly string[], width: bigint, radix: number): bigint {
  return parts.reduce((sum, part) => (sum << width) + BigInt(Number.parseInt(part, radix)), 0n)
}
