// Distinguishes public from private addresses. An address that is not known to be public is refused. Public are, in IPv6, what
// IANA has allocated as global unicast and, in IPv4, everything outside the blocks below. These are the special-purpose blocks
// that are not globally reachable (RFC 6890 and its successors), and a few that answer from within a host or a cloud.
import { type Address, isWithin, type Network, parseAddress, parseNetwork } from './network.ts'

/**
 * `public`: on the internet. `local`: this machine or a private network; allowed only if the operator lists the host. `never`:
 * always refused (cloud metadata, multicast, documentation, addresses that embed another one, …).
 */
export type Reachability = 'public' | 'local' | 'never'

const networks = (list: readonly string[]): Network[] =>
  list.map(parseNetwork).filter((network) => network !== null)

/** Metadata services that hand out a machine's credentials, whatever block they are in. */
const metadata = networks([
  '100.100.100.200', // within shared address space
  '168.63.129.16', // within public space
  'fd00:ec2::/32', // within unique local space
  'fd20:ce::/32',
])

const local = networks([
  '10.0.0.0/8', // private use, RFC 1918
  '100.64.0.0/10', // shared address space of carriers, RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1', // loopback, RFC 4291
  'fc00::/7', // unique local, RFC 4193
])

const notPublic4 = networks([
  '0.0.0.0/8', // "this network", RFC 791
  '169.254.0.0/16', // link-local, RFC 3927: the metadata of most clouds
  '192.0.0.0/24', // IETF protocol assignments, RFC 6890
  '192.0.2.0/24', // documentation, RFC 5737
  '192.88.99.0/24', // 6to4 relays, RFC 7526
  '198.18.0.0/15', // benchmarking, RFC 2544
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved, RFC 1112, and the broadcast address
])

/** Excludes loopback, unspecified, IPv4-mapped and -compatible, NAT64, link-local, site-local, unique local and multicast. */
const globalUnicast6 = networks(['2000::/3'])

const notPublic6 = networks([
  '2001::/23', // IETF protocol assignments, RFC 2928: Teredo, benchmarking, ORCHID
  '2001:db8::/32', // documentation, RFC 3849
  '2002::/16', // 6to4, RFC 3056: holds an IPv4 address
  '3fff::/20', // documentation, RFC 9637
])

const isIn = (address: Address, blocks: readonly Network[]): boolean =>
  blocks.some((block) => isWithin(address, block))

/** Returns the reachability of an address without brackets or zone; null when the text is not an address. */
export function reachabilityOf(text: string): Reachability | null {
  const address = parseAddress(text)
  if (!address) return null
  // Implementations disagree on IPv4-mapped IPv6 addresses, so they are refused.
  if (text.includes(':') && address.kind() === 'ipv4') return 'never'
  if (isIn(address, metadata)) return 'never'
  if (isIn(address, local)) return 'local'
  if (address.kind() === 'ipv4') return isIn(address, notPublic4) ? 'never' : 'public'
  return isIn(address, globalUnicast6) && !isIn(address, notPublic6) ? 'public' : 'never'
}
