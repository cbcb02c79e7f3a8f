// The variables that say who may call, how often, and where the operator's routes are.
import { z } from 'zod'
import { type Network, parseNetwork } from './core/network.ts'

/** A key as the operator configures it: never the key itself. */
export interface ApiKey {
  name: string
  /** SHA-256 of the key, in lower-case hex. */
  digest: string
}

/** Which proxies stand in front: how many, or in which networks. None is 0. */
export type TrustProxy = { hops: number } | { networks: readonly Network[] }

const words = (list: string): string[] =>
  list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')

const trustProxy = z
  .string()
  .default('0')
  .transform((text, ctx): TrustProxy => {
    if (/^\s*\d\s*$/.test(text)) return { hops: Number(text) }
    const networks = words(text).map(parseNetwork)
    const known = networks.filter((network) => network !== null)
    if (known.length === networks.length && known.length > 0) return { networks: known }
    ctx.addIssue({ code: 'custom', message: 'a number of proxies (0 to 9), or networks such as 10.0.0.0/8' })
    return z.NEVER
  })

const hosts = z
  .string()
  .default('')
  .transform((text, ctx): string[] =>
    words(text).map((host) => {
      const url = /[/?#@]/.test(host) ? null : URL.parse(`http://${host}`)
      if (url) return url.host
      ctx.addIssue({
        code: 'custom',
        message: `\`${host.slice(0, 60)}\` must be a host, or host:port, without a scheme or a path`,
      })
      return ''
    }),
  )

const keyEntry = /^([A-Za-z0-9][\w.-]{0,63}):([0-9a-f]{64})$/i

const apiKeys = z
  .string()
  .default('')
  .transform((text, ctx): ApiKey[] => {
    const keys: ApiKey[] = []
    for (const [index, entry] of words(text).entries()) {
      const [, name, digest] = keyEntry.exec(entry) ?? []
      // The entry itself is not repeated: somebody may have put the key there.
      const fault = (message: string) =>
        ctx.addIssue({ code: 'custom', message: `entry ${index + 1}: ${message}` })
      if (name === undefined || digest === undefined) fault('a name, `:` and the 64 hex digits of a SHA-256')
      else if (keys.some((key) => key.digest === digest.toLowerCase())) fault('the same key as one before it')
      else keys.push({ name, digest: digest.toLowerCase() })
    }
    return keys
  })

/** Part of the one schema in config.ts. */
export const callerSettings = {
  OPS_PORT: z.coerce.number().int().min(0).max(65_535).optional().meta({
    description:
      'Port of its own for `/metrics`, `/status`, `/v1/sources` and `DELETE /v1/cache`, which are then not on `PORT`',
  }),
  API_KEYS: apiKeys.meta({
    description:
      'Who may call `/v1`: `name:sha256-of-key` in hex, comma-separated; a name may come twice while keys are changed. Empty: everybody',
  }),
  CLIENT_RPS: z.coerce.number().min(0).max(1_000_000).default(0).meta({
    description: 'Requests a second to `/v1` for each client: by key name, else by address; 0 for no limit',
  }),
  CLIENT_BURST: z.coerce.number().int().min(1).max(1_000_000).optional().meta({
    description: 'Requests that a client may make at once; default: two seconds of `CLIENT_RPS`',
  }),
  TRUST_PROXY: trustProxy.meta({
    description:
      'Proxies whose `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host` and `Forwarded` are believed: how many stand in front, or their networks, comma-separated',
  }),
  ALLOWED_HOSTS: hosts.meta({
    description:
      'Hosts under which browsers reach this service, comma-separated, with a port where one is part of the address: pages of these may call `/mcp` and send its forms. This machine, and `https` through a proxy of `TRUST_PROXY`, need no entry',
  }),
  OPEN_CACHE_PURGE: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({
      description:
        '`true` lets everybody who reaches the service call `DELETE /v1/cache` where neither `API_KEYS` nor `OPS_PORT` keeps strangers out',
    }),
}
