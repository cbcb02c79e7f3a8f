// Decides which URLs may be fetched for a caller, by the URL alone. The platform checks the address that a name resolves to when
// it connects.
import { AppError } from '../../core/errors.ts'
import { reachabilityOf } from '../../core/public-address.ts'
import { wordsOf } from '../../core/variables.ts'
import type { Reach } from '../../runtime/runtime.ts'

/** The parsed value of `PAGES_ALLOW`. */
export interface Allowed {
  /** Everything public. */
  isPublic: boolean
  /** Names and addresses as in URLs, with the port if the entry has one. */
  hosts: readonly string[]
  /** `.example.org` for everything below it. */
  domains: readonly string[]
}

/** Parses the list, or returns what is wrong with it. */
export function parseAllowed(text: string): Allowed | string {
  const entries = wordsOf(text)
  const allowed = { isPublic: false, hosts: [] as string[], domains: [] as string[] }
  for (const [index, entry] of entries.entries()) {
    // The entry is not quoted: it may be a whole URL with a password.
    const fault = (message: string): string => `entry ${index + 1}: ${message}`
    if (entry === 'public') {
      allowed.isPublic = true
      continue
    }
    const isDomain = entry.startsWith('*.')
    const host = hostOf(isDomain ? entry.slice(2) : entry)
    if (host === null) return fault('must be a host, host:port, *.domain or the word `public`')
    const { hostname, isAddress } = host
    if (isAddress && reachabilityOf(hostname) === 'never')
      return fault('must not be an address that is never allowed')
    if (!isDomain) allowed.hosts.push(host.name)
    else if (isAddress || host.name !== hostname || !hostname.includes('.')) {
      return fault('*. requires a domain of at least two labels, without a port')
    } else allowed.domains.push(`.${hostname}`)
  }
  return allowed
}

/** An entry in the normal form of URLs: lower case, punycode, canonical addresses; null if it is not a host. */
function hostOf(entry: string): { name: string; hostname: string; isAddress: boolean } | null {
  // Only a host and an optional port: credentials or a path are mistakes.
  const port = /^(?:\[[^\]]*\]|[^:[\]]+):(\d{1,5})$/.exec(entry)?.[1]
  const isBare = /^(?:\[[^\]]*\]|[^:[\]]+)$/.test(entry)
  if (/[\s/\\?#@*%]/.test(entry) || (port === undefined && !isBare)) return null
  const text = `http://${entry}/`
  if (!URL.canParse(text)) return null
  const hostname = bare(new URL(text))
  // The port is kept even if it is the default, because naming it permits private addresses.
  const name = port === undefined ? hostname : `${bracketed(hostname)}:${Number(port)}`
  return { name, hostname, isAddress: reachabilityOf(hostname) !== null }
}

const forbidden = (message: string): AppError =>
  new AppError('forbidden', message, { asked: false, retry: false })

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** Throws `forbidden` unless something is allowed. */
export function requireAllowed({ isPublic, hosts, domains }: Allowed): void {
  if (!isPublic && hosts.length === 0 && domains.length === 0)
    throw forbidden('fetching pages is off: the operator has to list hosts in PAGES_ALLOW')
}

/**
 * Returns which addresses a connection for this URL may reach, or throws `forbidden`. A listed host is allowed at the default ports and
 * must be public; one listed with its port, or by its address, may have any address. A pattern or `public` allows the default
 * ports of public addresses.
 */
export function permit(url: URL, allowed: Allowed): Reach {
  requireAllowed(allowed)
  const { isPublic, hosts, domains } = allowed
  const usualPort = defaultPorts[url.protocol]
  if (usualPort === undefined) throw forbidden('only http and https URLs are requested')
  if (url.username !== '' || url.password !== '') throw forbidden('URLs with credentials are not requested')
  const hostname = bare(url)
  const reachability = reachabilityOf(hostname)
  if (reachability === 'never') throw forbidden(`${hostname} does not have an address that may be requested`)
  const port = url.port === '' ? usualPort : url.port
  if (hosts.includes(`${bracketed(hostname)}:${port}`)) return { isNamed: true, isLocal: true }
  if (url.port !== '') throw forbidden(`port ${url.port} of ${hostname} is not listed in PAGES_ALLOW`)
  if (hosts.includes(hostname)) return { isNamed: true, isLocal: reachability !== null }
  if (reachability === 'local') throw forbidden(`${hostname} does not have an address that may be requested`)
  const isBelow = domains.some((domain) => hostname.endsWith(domain))
  if (!isBelow && !isPublic) throw forbidden(`${hostname} is not listed in PAGES_ALLOW`)
  if (isInternal(hostname)) throw forbidden(`${hostname} is not a public host name`)
  return { isNamed: false, isLocal: false }
}

/** A host without brackets and without the dots that a name may end in. */
const bare = ({ hostname }: URL): string =>
  hostname.startsWith('[') ? hostname.slice(1, -1) : hostname.replace(/\.+$/, '')

const bracketed = (hostname: string): string => (hostname.includes(':') ? `[${hostname}]` : hostname)

/** Local names: those of RFC 6761, 6762, 8375 and 9476, and names of one label. */
const isInternal = (hostname: string): boolean =>
  reachabilityOf(hostname) === null &&
  (!hostname.includes('.') ||
    /\.(?:localhost|local|internal|intranet|lan|home\.arpa|onion|alt)$/.test(hostname))
