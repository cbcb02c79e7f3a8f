import { z } from 'zod'

/** The URL of a Redis, `redis://` or `rediss://`. A fault never repeats it: there may be a password in it. */
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
  return hostname !== '' && /^\/?\d{0,4}$/.test(pathname + search + hash) && isDecodable(username + password)
}

/** Percent signs that encode nothing would be found out only when the connection is made. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
