import ipaddr from 'ipaddr.js'

/** An IP address; an IPv4-mapped IPv6 address is represented as IPv4. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** A block of addresses: those whose first `prefix` bits are the same. */
export interface Network {
  address: Address
  prefix: number
}

/** Reads an IPv4 or IPv6 address; null for anything else, including octal, hexadecimal and shortened forms. */
export function parseAddress(text: string): Address | null {
  // Implementations disagree on such forms.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return null
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/** Reads `10.0.0.0/8`, `2001:db8::/32` or a single address; null for anything else. */
export function parseNetwork(text: string): Network | null {
  const [head = '', tail, ...rest] = text.split('/')
  const address = parseAddress(head)
  if (!address || rest.length > 0) return null
  const bits = address.kind() === 'ipv4' ? 32 : 128
  if (tail === undefined) return { address, prefix: bits }
  const prefix = /^\d{1,3}$/.test(tail) ? Number(tail) : Number.NaN
  return prefix <= bits ? { address, prefix } : null
}

/** Whether an address lies in a block. */
export const isWithin = (address: Address, network: Network): boolean =>
  address.kind() === network.address.kind() && address.match(network.address, network.prefix)

/** Whether an address is a loopback address. */
export const isLoopback = (address: Address): boolean => address.range() === 'loopback'

/**
 * The key for counting a client's requests: an IPv4 address, or the first 64 bits of an IPv6 address, because a single home or
 * server controls at least a /64.
 */
export function clientName(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString()
  const bytes = address.toByteArray()
  return `${ipaddr.fromByteArray([...bytes.slice(0, 8), ...Array.from({ length: 8 }, () => 0)])}/64`
}
