/** An address as a number, with the length of its family: 32 bits or 128. */
export interface Address {
  bits: 32 | 128
  value: bigint
}

/** A block of addresses: those whose first `prefix` bits are the same. */
export interface Network extends Address {
  prefix: number
}

const octet = /^(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/
const group = /^[0-9a-f]{1,4}$/i
/** IPv4 addresses as IPv6 writes them: `::ffff:192.0.2.1`. */
const mappedPrefix = 0xffffn

/** Reads an IPv4 or IPv6 address, an IPv4 one that is written as IPv6 as what it is; null for anything else. */
export function parseAddress(text: string): Address | null {
  if (!text.includes(':')) {
    const value = parseIpv4(text)
    return value === null ? null : { bits: 32, value }
  }
  const value = parseIpv6(text)
  if (value === null) return null
  return value >> 32n === mappedPrefix ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value }
}

function parseIpv4(text: string): bigint | null {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((part) => octet.test(part))) return null
  return octets.reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

function parseIpv6(text: string): bigint | null {
  // The last two groups may be written as an IPv4 address.
  const lastColon = text.lastIndexOf(':')
  if (text.includes('.')) {
    const low = parseIpv4(text.slice(lastColon + 1))
    if (low === null) return null
    return parseIpv6(
      `${text.slice(0, lastColon + 1)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`,
    )
  }
  const halves = text.split('::')
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return null
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (!groups.every((part) => group.test(part))) return null
  return groups.reduce((value, part) => (value << 16n) | BigInt(`0x${part}`), 0n)
}

/** Reads `10.0.0.0/8`, `2001:db8::/32` or a single address; null for anything else. */
export function parseNetwork(text: string): Network | null {
  const [head = '', tail, ...rest] = text.split('/')
  const address = parseAddress(head)
  if (!address || rest.length > 0) return null
  if (tail === undefined) return { ...address, prefix: address.bits }
  const prefix = /^\d{1,3}$/.test(tail) ? Number(tail) : Number.NaN
  return prefix <= address.bits ? { ...address, prefix } : null
}

/** Whether an address lies in a block. */
export function isWithin({ bits, value }: Address, network: Network): boolean {
  if (bits !== network.bits) return false
  const shift = BigInt(bits - network.prefix)
  return value >> shift === network.value >> shift
}

/** Whether an address is the machine itself. */
export const isLoopback = (address: Address): boolean =>
  isWithin(address, { bits: 32, value: 0x7f00_0000n, prefix: 8 }) ||
  (address.bits === 128 && address.value === 1n)

/**
 * The name under which one client's requests are counted: an IPv4 address, or the first half of an IPv6 one, because a
 * single home or server is given at least that many.
 */
export function clientName({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.')
  return `${(value >> 64n).toString(16)}/64`
}
