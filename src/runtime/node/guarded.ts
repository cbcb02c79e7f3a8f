// Connections to hosts that a caller has chosen. Whatever the address was written like, what counts is where the socket goes:
// a literal is checked before connecting (nobody would ask a resolver for it), a name is resolved here and the connection is
// made to the very addresses that were checked. No connection is used twice, so that none outlives its check.
import { lookup, Resolver } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Agent } from 'undici'
import { AppError } from '../../core/errors.ts'
import { parseAddress } from '../../core/network.ts'
import { reachabilityOf } from '../../core/public-address.ts'
import type { Reach } from '../runtime.ts'
import { undici } from './late.ts'
import { skippingContinue } from './skip-continue.ts'

export interface Resolved {
  address: string
  family: 4 | 6
}

export type Resolve = (hostname: string) => Promise<readonly Resolved[]>

export interface GuardedOptions {
  connectTimeoutMs: number
  headersTimeoutMs: number
  bodyTimeoutMs: number
  maxHeaderBytes: number
  /** For tests: finds the addresses of a name. */
  resolve?: Resolve | undefined
  /** For tests: whether a connection to this address of this host may be made. */
  mayConnect?: ((address: string, reach: Pick<Reach, 'isLocal'>, hostname: string) => boolean) | undefined
}

type IsAllowed = (address: string, hostname: string) => boolean

/** Sockets to one host at once, whoever asks for its pages. */
const connections = 6
/** Names can have more addresses than anybody would try. */
const maxAddresses = 8

/** Makes the client that holds every connection to `reach`. */
export function createGuardedAgent(reach: Pick<Reach, 'isLocal'>, options: GuardedOptions): Agent {
  const { connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs, maxHeaderBytes } = options
  const { resolve = reach.isLocal ? resolveAsSystem : resolveByDns, mayConnect = isWithinReach } = options
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
    // Closes each connection after its answer.
    pipelining: 0,
    keepAliveTimeout: 1_000,
    allowH2: false,
    headersTimeout: headersTimeoutMs,
    bodyTimeout: bodyTimeoutMs,
    maxHeaderSize: maxHeaderBytes,
    connect(target, done) {
      const { hostname } = target
      if (isIP(hostname) !== 0 && !isAllowed(hostname, hostname)) done(refused(hostname), null)
      else connect(target, skippingContinue(done))
    },
  })
}

/** Resolves, and gives only addresses that may be connected to: one that may not is enough to refuse the name. */
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

/** The rule: public and not this machine's own; or whatever may be asked at all, where the operator has named it. */
export function isWithinReach(address: string, { isLocal }: Pick<Reach, 'isLocal'>): boolean {
  const reachability = reachabilityOf(address)
  if (isLocal) return reachability === 'public' || reachability === 'local'
  return reachability === 'public' && !isOwn(address)
}

/** What listens on this machine may be shielded from outside, and not from within. */
function isOwn(address: string): boolean {
  const name = parseAddress(address)?.toString()
  const own = Object.values(networkInterfaces()).flatMap((each = []) => each)
  return own.some((each) => parseAddress(each.address)?.toString() === name)
}

// Not the system's resolver: that one has four threads for the whole process, also for decompressing, and cannot be told to
// give up. It also knows the names that an operator has written into files on this machine, which are nobody else's business.
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
  new AppError('forbidden', `${hostname} is not at an address that may be asked`, {
    asked: false,
    retry: false,
  })

const notFound = (hostname: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`no address for ${hostname}`), { code: 'ENOTFOUND' })
