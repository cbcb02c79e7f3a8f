// Connections to hosts that a caller has chosen (SSRF protection). The check applies to the address that the socket connects to,
// however it was written: literals are checked before connecting, names are resolved here and the connection uses exactly the
// addresses that were checked. Connections are not reused, so that none outlives its check.
import { lookup, Resolver } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Agent } from 'undici'
import { AppError } from '../../core/errors.ts'
import { parseAddress } from '../../core/network.ts'
import { reachabilityOf } from '../../core/public-address.ts'
import type { Reach } from '../runtime.ts'
import { clientLimits, connectTimeoutMs } from './client-limits.ts'
import { undici } from './lazy-require.ts'
import { skippingContinue } from './skip-continue.ts'

export interface Resolved {
  address: string
  family: 4 | 6
}

export type Resolve = (hostname: string) => Promise<readonly Resolved[]>

/** For tests. */
export interface GuardedAgentOptions {
  /** Resolves a name. */
  resolve?: Resolve | undefined
  /** Decides whether this address of this host may be connected to. */
  mayConnect?: ((address: string, reach: Pick<Reach, 'isLocal'>, hostname: string) => boolean) | undefined
}

type IsAllowed = (address: string, hostname: string) => boolean

/** Maximum number of sockets to one host, over all callers. */
const connections = 6
/** Maximum number of addresses tried per name. */
const maxAddresses = 8

/** Creates the client that restricts every connection to `reach`. */
export function createGuardedAgent(
  reach: Pick<Reach, 'isLocal'>,
  {
    resolve = reach.isLocal ? resolveAsSystem : resolveByDns,
    mayConnect = isWithinReach,
  }: GuardedAgentOptions = {},
): Agent {
  const isAllowed: IsAllowed = (address, hostname) => mayConnect(address, reach, hostname)
  const { Agent, buildConnector } = undici()
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    maxCachedSessions: 0,
    lookup: checkedLookup(resolve, isAllowed),
  })
  return new Agent({
    connections,
    // Closes each connection after its response.
    pipelining: 0,
    keepAliveTimeout: 1_000,
    ...clientLimits,
    connect(target, done) {
      const { hostname } = target
      if (isIP(hostname) !== 0 && !isAllowed(hostname, hostname)) done(refused(hostname), null)
      else connect(target, skippingContinue(done))
    },
  })
}

/** Resolves a name; refuses it when any of its addresses may not be connected to. */
function checkedLookup(resolve: Resolve, isAllowed: IsAllowed): LookupFunction {
  return (hostname, { all }, done) => {
    resolve(hostname).then(
      (found) => {
        const [first] = found
        if (!first) return done(notFound(hostname), '')
        if (!found.every(({ address }) => isAllowed(address, hostname))) return done(refused(hostname), '')
        if (all) return done(null, found.slice(0, maxAddresses))
        done(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => done(error, ''),
    )
  }
}

/** The rule: public addresses that are not this machine's own, or any address of a host that the operator has named. */
export function isWithinReach(address: string, { isLocal }: Pick<Reach, 'isLocal'>): boolean {
  const reachability = reachabilityOf(address)
  if (isLocal) return reachability === 'public' || reachability === 'local'
  return reachability === 'public' && !isOwn(address)
}

/** Services on this machine may be protected from outside but not from local connections. */
function isOwn(address: string): boolean {
  const name = parseAddress(address)?.toString()
  const own = Object.values(networkInterfaces()).flatMap((each = []) => each)
  return own.some((each) => parseAddress(each.address)?.toString() === name)
}

// Not the system's resolver: it shares four threads with decompression and cannot be cancelled. It would also resolve names from
// this machine's hosts file, which callers must not reach.
async function resolveByDns(hostname: string): Promise<Resolved[]> {
  const resolver = new Resolver({ timeout: 1_000, tries: 2 })
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
  return [
    ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 as const })) : []),
    ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 as const })) : []),
  ]
}

async function resolveAsSystem(hostname: string): Promise<Resolved[]> {
  const found = await lookup(hostname, { all: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

const refused = (hostname: string): AppError =>
  new AppError('forbidden', `${hostname} does not have an address that may be requested`, {
    asked: false,
    retry: false,
  })

const notFound = (hostname: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`no address for ${hostname}`), { code: 'ENOTFOUND' })
