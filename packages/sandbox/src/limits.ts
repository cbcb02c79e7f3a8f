// The limits of the public hosts for one caller, and their answers above the limit, to measure what the service does within these
// limits. Off by default.
import type { MiddlewareHandler } from 'hono'
import type { SandboxEnv } from './sandbox.ts'

interface HostLimit {
  /** Prefix of the paths of the host. */
  prefix: string
  /** Maximum number of requests in any interval of this length, in ms. */
  max: number
  spanMs: number
  refuse(): Response
}

const tooMany = (): Response => Response.json({ message: 'Too Many Requests', error: 429 }, { status: 429 })

const limits: readonly HostLimit[] = [
  // One a second; timers and sockets may bring two requests a little closer together.
  { prefix: '/nominatim/', max: 1, spanMs: 900, refuse: tooMany },
  { prefix: '/photon/', max: 1, spanMs: 900, refuse: tooMany },
  {
    prefix: '/open-meteo/',
    max: 600,
    spanMs: 60_000,
    refuse: () =>
      Response.json(
        { error: true, reason: 'Minutely API request limit exceeded. Please try again in one minute.' },
        { status: 429 },
      ),
  },
  { prefix: '/reddit/r/', max: 10, spanMs: 60_000, refuse: tooMany },
]

/** Refuses requests above the limits, by the clock. */
export function limitHosts(now: () => number): MiddlewareHandler<SandboxEnv> {
  const asked = new Map<HostLimit, number[]>()
  return async (c, next) => {
    const { pathname } = new URL(c.req.url)
    const limit = limits.find(({ prefix }) => pathname.startsWith(prefix))
    if (!limit) return next()
    const at = now()
    const recent = (asked.get(limit) ?? []).filter((time) => time > at - limit.spanMs)
    asked.set(limit, recent)
    if (recent.length >= limit.max) return limit.refuse()
    recent.push(at)
    return next()
  }
}
