// Who is behind a connection. Without proxies it is the connection's own address; behind them it stands in
// `X-Forwarded-For`, to whose end each proxy adds the address that it was called from. What stands left of the entries that
// our own proxies added was written by the caller and is not believed. `Forwarded` (RFC 7239) is not read for it: few proxies
// write it, and a header that a proxy does not write is the caller's.
import type { TrustProxy } from '../config/caller-settings.ts'
import { type Address, isWithin, parseAddress } from '../core/network.ts'

/** What a platform tells of a request and its connection; Hono's context is one. */
export interface Connection {
  env: unknown
  req: { header(name: string): string | undefined }
}

/** What is known of a request before its caller has been identified. */
export interface Asking {
  header(name: string): string | undefined
  /** At the other end of the connection, where the platform knows it. */
  address(): string | undefined
}

/** The address of the caller: null when it cannot be known. */
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
    // The last entry was added by the proxy that called us: one hop is that entry.
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

/** Whether a request comes from a proxy of ours, whose word on the request that it got is believed. */
export function isFromProxy(socket: string | undefined, trust: TrustProxy): boolean {
  if ('hops' in trust) return trust.hops > 0
  const peer = socket === undefined ? null : parseAddress(bare(socket))
  return peer !== null && trust.networks.some((network) => isWithin(peer, network))
}

/** Some proxies add a port, and IPv6 then stands in brackets; a link-local address may name its interface. */
const bare = (entry: string): string =>
  entry
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
