// Whether a browser speaks for a page that may call. Any site may make its visitors' browsers send requests here, from networks
// that it cannot reach itself; and where it has pointed a name of its own at this machine (DNS rebinding) the request is of the
// same origin and Host is the site's. That the two agree proves nothing, so a page is trusted when its host is this machine, when
// an operator has listed it, or when the browser has checked a certificate for that host on its way here.
import type { Context as HonoContext } from 'hono'
import { AppError } from '../core/errors.ts'
import { isLoopback, parseAddress } from '../core/network.ts'
import { isFromProxy } from './client-address.ts'
import type { Service } from './service.ts'

type Known = Pick<Service, 'config' | 'clientAddress'>

/** Throws `forbidden` for a request that a browser makes for a page that may not call; programs may. */
export function refuseStrangePage(c: HonoContext, service: Known): void {
  if (isOfTrustedPage(c, service) !== false) return
  throw new AppError(
    'forbidden',
    'pages of this origin may not call: CORS_ORIGINS lists other origins that may, ALLOWED_HOSTS the hosts of this service',
  )
}

/** Whether a request is of a page that may call; null where it does not say that a page has made it. */
export function isOfTrustedPage(c: HonoContext, { config, clientAddress }: Known): boolean | null {
  const { CORS_ORIGINS, ALLOWED_HOSTS, TRUST_PROXY } = config
  const isListed = ({ host, hostname }: URL): boolean =>
    ALLOWED_HOSTS.includes(host) || ALLOWED_HOSTS.includes(hostname)
  const own = ownOrigin(c, isFromProxy(clientAddress?.(c), TRUST_PROXY))
  const given = c.req.header('origin')
  if (given === undefined || given === 'null') {
    // A page may hide its origin; its browser says all the same whether it is that of this service.
    const site = c.req.header('sec-fetch-site')
    if (site === undefined) return given === undefined ? null : false
    if (site !== 'same-origin' || own === null) return false
    return own.protocol === 'https:' || isListed(own) || isThisMachine(own)
  }
  if (CORS_ORIGINS.includes('*') || CORS_ORIGINS.includes(given)) return true
  const page = URL.parse(given)
  if (page === null) return false
  if (isListed(page)) return true
  if (own === null) return false
  return page.protocol === 'https:' && page.origin === own.origin
    ? true
    : isThisMachine(page) && isThisMachine(own)
}

/** Where the browser believes to be: what Host says, or the proxy in front of it. Null for a Host that is no host. */
function ownOrigin(c: HonoContext, isBehindProxy: boolean): URL | null {
  const { protocol, host } = new URL(c.req.url)
  const told = isBehindProxy ? forwarded((name) => c.req.header(name)) : {}
  return URL.parse(`${told.proto ?? protocol.slice(0, -1)}://${told.host ?? c.req.header('host') ?? host}`)
}

/**
 * What a proxy says of the request that it got: `Forwarded` (RFC 7239), or the older headers. Of several proxies the first: the
 * one that the browser spoke to. A caller may have written that, but a page cannot change its own origin to match.
 */
function forwarded(header: (name: string) => string | undefined): { proto?: string; host?: string } {
  const first = (name: string): string | undefined => header(name)?.split(',', 1)[0]?.trim()
  const pairs = first('forwarded')?.split(';') ?? []
  const standard = Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=', 2)
      return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')]
    }),
  )
  const proto = standard.proto ?? first('x-forwarded-proto')
  const host = standard.host ?? first('x-forwarded-host')
  return { ...(proto && { proto }), ...(host && { host }) }
}

function isThisMachine({ hostname }: URL): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true
  const address = parseAddress(hostname.replace(/^\[(.*)\]$/, '$1'))
  return address !== null && isLoopback(address)
}
