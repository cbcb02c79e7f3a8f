// Distinguishes public from private addresses. An address that is not known to be public is refused. The library knows the
// special-purpose blocks of IANA's registries (RFC 6890 and its successors); the tests list them.
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

const local = new Set<string>(['loopback', 'private', 'carrierGradeNat', 'uniqueLocal'])

/** What IANA has allocated as global unicast: all IPv4, and of IPv6 one block. */
const allocated = networks(['0.0.0.0/0', '2000::/3'])

const isIn = (address: Address, blocks: readonly Network[]): boolean =>
  blocks.some((block) => isWithin(address, block))

/** Returns the reachability of an address without brackets or zone; null when the text is not an address. */
export function reachabilityOf(text: string): Reachability | null {
  const address = parseAddress(text)
  if (!address) return null
  // Implementations disagree on IPv4-mapped IPv6 addresses, so they are refused.
  if (text.includes(':') && address.kind() === 'ipv4') return 'never'
  if (isIn(address, metadata)) return 'never'
  const range = address.range()
  if (local.has(range)) return 'local'
  return range === 'unicast' && isIn(address, allocated) ? 'public' : 'never'
}
