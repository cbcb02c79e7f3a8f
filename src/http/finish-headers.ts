import type { Context as HonoContext } from 'hono'
import type { AppEnv } from './app-env.ts'

/** The usual security headers. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

/** Of everything but pages, which bring a policy of their own. */
const nothingInside = "default-src 'none'; frame-ancestors 'none'"

/** Sets what every answer carries, and what it says of the caller it is for. */
export function finishHeaders(c: HonoContext<AppEnv>): void {
  const { headers } = c.res
  for (const name in securityHeaders) headers.set(name, securityHeaders[name] ?? '')
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', nothingInside)
  headers.set('x-request-id', c.get('requestId'))
  const { caller } = c.get('trace')
  if (!caller) return
  for (const [name, value] of Object.entries(caller.headers)) headers.set(name, value)
  if (!caller.isPrivate) return
  const [vary, caching] = [headers.get('vary'), headers.get('cache-control')]
  headers.set('vary', vary ? `${vary}, Authorization` : 'Authorization')
  if (caching) headers.set('cache-control', caching.replace('public', 'private'))
}
