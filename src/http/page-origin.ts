// Decides whether a request comes from a page that may call. Any site can make its visitors' browsers send requests here, from
// networks that it cannot reach itself. With DNS rebinding such a request even has a Host that matches its origin. A page is therefore
// trusted only when its host is this machine, when the operator has listed it, or when the browser verified a certificate for it.
import type { Context as HonoContext } from 'hono'
import { AppError } from '../core/errors.ts'
import { isLoopback, parseAddress } from '../core/network.ts'
import { isFromProxy } from './client-address.ts'
import type { Service } from './service.ts'

type Known = Pick<Service, 'config' | 'clientAddress'>

/** Throws `forbidden` for a request from an untrusted page; requests that no page made are allowed. */
export function refuseStrangePage(c: HonoContext, service: Known): void {
  if (isOfTrustedPage(c, service) !== false) return
  throw new AppError(
    'forbidden',
    'pages of this origin are not allowed: set CORS_ORIGINS to the allowed origins, or ALLOWED_HOSTS to the hosts of this service',
  )
}

/** Whether the page that made the request is trusted; null when no page made it. */
export function isOfTrustedPage(c: HonoContext, { config, clientAddress }: Known): boolean | null {
  const { CORS_ORIGINS, ALLOWED_HOSTS, TRUST_PROXY } = config
  const isListed = ({ host, hostname }: URL): boolean =>
    ALLOWED_HOSTS.includes(host) || ALLOWED_HOSTS.includes(hostname)
  const own = ownOrigin(c, isFromProxy(clientAddress?.(c), TRUST_PROXY))
  const given = c.req.header('origin')
  if (given === undefined || given === 'null') {
    // The origin may be hidden; `Sec-Fetch-Site` still tells whether it is that of this service.
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

/** The URL that the browser requested, from Host or from the proxy's headers; null for an invalid Host. */
function ownOrigin(c: HonoContext, isBehindProxy: boolean): URL | null {
  const { protocol, host } = new URL(c.req.url)
  const told = isBehindProxy ? forwarded((name) => c.req.header(name)) : {}
  return URL.parse(`${told.proto ?? protocol.slice(0, -1)}://${told.host ?? c.req.header('host') ?? host}`)
}

/**
 * Host and protocol of the original request, from `Forwarded` (RFC 7239) or the older headers. Of several proxies the first counts,
 * which the browser connected to. A caller may forge these headers, but a page cannot change its origin to match.
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
