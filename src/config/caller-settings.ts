// The variables that say who may call, how often, and where the operator's routes are.
import { z } from 'zod'
import { type Network, parseNetwork } from '../core/network.ts'
import { count, perSecond, toggle, wordList } from '../core/variables.ts'

/** A key as the operator configures it: never the key itself. */
export interface ApiKey {
  name: string
  /** SHA-256 of the key, in lower-case hex. */
  digest: string
}

/** The proxies in front of the service: their number (0 for none) or their networks. */
export type TrustProxy = { hops: number } | { networks: readonly Network[] }

const trustProxy = wordList.transform((words, ctx): TrustProxy => {
  const [first = ''] = words
  if (words.length === 1 && /^\d$/.test(first)) return { hops: Number(first) }
  const networks = words.map(parseNetwork)
  const known = networks.filter((network) => network !== null)
  if (known.length === networks.length) return { networks: known }
  ctx.addIssue({
    code: 'custom',
    message: 'must be a number of proxies (0 to 9), or networks such as 10.0.0.0/8',
  })
  return z.NEVER
})

/** A list whose words are converted by `read`; null from it is reported as an error, with `what` as the expected form. */
const each = (read: (word: string) => string | null, what: string) =>
  wordList.transform((words, ctx): string[] =>
    words.map((word, index) => {
      const found = read(word)
      // The value is not repeated: it may be a misplaced password.
      if (found === null) ctx.addIssue({ code: 'custom', message: `entry ${index + 1}: must be ${what}` })
      return found ?? ''
    }),
  )

/** An origin in the form that browsers send, or `*`; null if it is neither. */
function originOf(text: string): string | null {
  if (text === '*') return text
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || /[/?#@*]/.test(text.slice(url.protocol.length + 2)))
    return null
  return url.origin
}

const hostOf = (text: string): string | null =>
  /[/?#@*]/.test(text) ? null : (URL.parse(`http://${text}`)?.host ?? null)

const keyEntry = /^([A-Za-z0-9][\w.-]{0,63}):([0-9a-f]{64})$/i

const apiKeys = wordList.transform((entries, ctx): ApiKey[] => {
  const keys: ApiKey[] = []
  for (const [index, entry] of entries.entries()) {
    const [, name, digest] = keyEntry.exec(entry) ?? []
    // The entry is not repeated: it may be the key itself.
    const fault = (message: string) =>
      ctx.addIssue({ code: 'custom', message: `entry ${index + 1}: ${message}` })
    if (name === undefined || digest === undefined) fault('a name, `:` and the 64 hex digits of a SHA-256')
    else if (keys.some((key) => key.digest === digest.toLowerCase()))
      fault('the same key as an earlier entry')
    else keys.push({ name, digest: digest.toLowerCase() })
  }
  return keys
})

/** Part of the one schema in config.ts. */
export const callerSettings = {
  CORS_ORIGINS: each(originOf, 'an origin such as https://app.example, without a path, or *')
    .default([])
    .meta({
      description: 'Origins that browsers may call from, comma-separated, or `*`',
    }),
  OPS_PORT: count(0, 65_535).optional().meta({
    description:
      'Separate port for `/metrics`, `/status`, `/v1/sources` and `DELETE /v1/cache`, which are then not on `PORT`',
  }),
  API_KEYS: apiKeys.default([]).meta({
    description:
      'Who may call `/v1`: `name:sha256-of-key` in hex, comma-separated; a name may occur twice while its key is rotated. Empty: every caller',
  }),
  CLIENT_RPS: perSecond.default(0).meta({
    description:
      'Requests per second to `/v1` for each client, identified by the name of its key or else by its address; 0 for no limit',
  }),
  CLIENT_BURST: count(1, 1_000_000).optional().meta({
    description: 'Requests that a client may make at once; default: two seconds of `CLIENT_RPS`',
  }),
  TRUST_PROXY: trustProxy.prefault('0').meta({
    description:
      'Proxies whose `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host` and `Forwarded` are trusted: their number, or their networks, comma-separated',
  }),
  ALLOWED_HOSTS: each(hostOf, 'a host, or host:port, without a scheme or a path').default([]).meta({
    description:
      'Hosts under which browsers reach this service, comma-separated, with the port if it is part of the address: pages of these hosts may call `/mcp` and submit forms. This machine, and `https` through a proxy of `TRUST_PROXY`, need no entry',
  }),
  OPEN_CACHE_PURGE: toggle.default(false).meta({
    description:
      '`true` lets any client that reaches the service call `DELETE /v1/cache` if neither `API_KEYS` nor `OPS_PORT` is set',
  }),
}
