// Determines the address of the caller: that of the connection, or, behind proxies, an entry of `X-Forwarded-For`. Each proxy appends
// the address that called it; entries to the left of those appended by our own proxies were written by the caller and are not
// trusted. `Forwarded` (RFC 7239) is ignored: few proxies write it, and one that they do not write comes from the caller.
import type { TrustProxy } from '../config/caller-settings.ts'
import { type Address, isWithin, parseAddress } from '../core/network.ts'

/** A request and the platform's data about its connection, such as Hono's context. */
export interface Connection {
  env: unknown
  req: { header(name: string): string | undefined }
}

/** A request whose caller has not been identified yet. */
export interface Asking {
  header(name: string): string | undefined
  /** Address of the peer, if the platform knows it. */
  address(): string | undefined
}

/** Returns the address of the caller; null when it cannot be determined. */
export function clientAddress(
  socket: string | undefined,
  forwardedFor: string | undefined,
  trust: TrustProxy,
): Address | null {
  const peer = socket === undefined ? null : parseAddress(bare(socket))
  const chain = (forwardedFor ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if ('hops' in trust) {
    if (trust.hops === 0 || chain.length === 0) return peer
    // The last entry was added by the proxy that called this service, so one hop means that entry.
    const entry = chain[Math.max(0, chain.length - trust.hops)] ?? ''
    return parseAddress(bare(entry)) ?? peer
  }
  const isTrusted = (address: Address): boolean =>
    trust.networks.some((network) => isWithin(address, network))
  let client = peer
  for (const entry of chain.toReversed()) {
    if (client === null || !isTrusted(client)) return client
    client = parseAddress(bare(entry)) ?? client
  }
  return client
}

/** Whether a request comes from one of our own proxies, whose headers are trusted. */
export function isFromProxy(socket: string | undefined, trust: TrustProxy): boolean {
  if ('hops' in trust) return trust.hops > 0
  const peer = socket === undefined ? null : parseAddress(bare(socket))
  return peer !== null && trust.networks.some((network) => isWithin(peer, network))
}

/** Removes what proxies may add to an address: a port, the brackets of IPv6, the interface of a link-local address. */
const bare = (entry: string): string =>
  entry
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
