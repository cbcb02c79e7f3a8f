import { z } from 'zod'
import { isDecodable } from '../core/percent-escapes.ts'

/** The URL of a Redis, `redis://` or `rediss://`. Errors never quote it, because it may contain a password. */
export const redisUrl = (description: string) =>
  z
    .string()
    .trim()
    .refine(isRedisUrl, 'redis://[user:password@]host[:port][/database], or rediss:// for TLS')
    .optional()
    .meta({ description })

function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\/./i.test(text) || !URL.canParse(text)) return false
  const { hostname, username, password, pathname, search, hash } = new URL(text)
  // A malformed percent escape would otherwise be noticed only when the connection is made.
  return hostname !== '' && /^\/?\d{0,4}$/.test(pathname + search + hash) && isDecodable(username + password)
}
