// Leases in Redis. Each key has a hash with the newest token, when its lease ends by Redis' own clock, and how
// the last flight ended. Each step is one atomic script. A token is the
// server's time in microseconds, or one more than the previous token where that is higher, so it grows even when Redis has lost
// all data, and a previous holder can never overtake the current one.
import type { Redis } from 'ioredis'
import type { Clock } from '../../../core/clock.ts'
import type { Acquisition, SharedFlights } from '../../runtime.ts'
import type { Link } from './link.ts'
import { createListeners } from './listeners.ts'
import { defineScript } from './script.ts'
import { maxBytes, readJson, writeJson } from './store.ts'

export interface LeaseOptions {
  link: Link
  /** A separate connection for subscriptions. */
  subscriber: Redis
  clock: Clock
  /** Maximum time of an operation, in ms. */
  timeoutMs: number
}

/** How long the newest token is remembered, in ms: longer than any paused process may still believe that it holds the lease. */
const rememberedMs = 600_000

/** Units: microseconds for tokens, milliseconds for leases. */
const time = `
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
local ms = math.floor(us / 1000)`

// KEYS: value, flight. ARGV: lease in ms, the instance's time, token followed, token unusable, max bytes.
const acquire = `${time}
local f = redis.call('HMGET', KEYS[2], 'token', 'until', 'published', 'freshUntil', 'failed', 'failure', 'failedUntil')
local newest, held, landed, fresh = tonumber(f[1] or 0), tonumber(f[2] or 0), tonumber(f[3] or 0), tonumber(f[4] or 0)
local failed, failedUntil = tonumber(f[5] or 0), tonumber(f[7] or 0)
local now, followed, unusable = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local function isNews(ended, isCurrent)
  return ended > unusable and ((followed > 0 and ended >= followed) or isCurrent)
end
if isNews(landed, fresh > now) then
  local value = redis.call('GETRANGE', KEYS[1], 0, ARGV[5])
  if value ~= '' then return {'published', f[3], value} end
end
if isNews(failed, failedUntil > ms) then return {'failed', f[5], f[6]} end
if held > ms then return {'follower', f[1], tostring(held - ms)} end
local token = string.format('%.0f', math.max(newest + 1, us))
redis.call('HSET', KEYS[2], 'token', token, 'until', ms + tonumber(ARGV[1]))
redis.call('PEXPIRE', KEYS[2], ${rememberedMs})
return {'leader', token}`

const isLost = `
local newest = tonumber(redis.call('HGET', KEYS[#KEYS], 'token') or 0)
if newest > tonumber(ARGV[1]) then return 0 end`

// KEYS: flight. ARGV: token, lease in ms.
const renew = `${time}${isLost}
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'until', ms + tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ${rememberedMs})
return 1`

// KEYS: value, flight. ARGV: token, value, ttl in ms, fresh until, channel.
const publish = `${isLost}
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('HSET', KEYS[2], 'token', ARGV[1], 'until', 0, 'published', ARGV[1], 'freshUntil', ARGV[4])
redis.call('HDEL', KEYS[2], 'failed', 'failure', 'failedUntil')
redis.call('PEXPIRE', KEYS[2], ${rememberedMs})
redis.call('PUBLISH', ARGV[5], KEYS[1])
return 1`

// KEYS: value, flight. ARGV: token, failure, ms, channel.
const fail = `${time}${isLost}
redis.call('HSET', KEYS[2], 'token', ARGV[1], 'until', 0, 'failed', ARGV[1], 'failure', ARGV[2], 'failedUntil', ms + tonumber(ARGV[3]))
redis.call('PEXPIRE', KEYS[2], ${rememberedMs})
redis.call('PUBLISH', ARGV[4], KEYS[1])
return 1`

// KEYS: value, flight. ARGV: token, channel.
const release = `${isLost}
redis.call('HSET', KEYS[2], 'until', 0)
redis.call('PUBLISH', ARGV[2], KEYS[1])
return 1`

const channel = 'tributary:v1:flights'
const flightOf = (key: string): string => `${key}:flight`

/** Creates the leases of a deployment in Redis. */
export function createLeases({ link, subscriber, clock, timeoutMs }: LeaseOptions): SharedFlights {
  const leaseMs = Math.max(1_500, 5 * timeoutMs)
  const { redis } = link
  const scripts = {
    acquire: defineScript(redis, 'tributaryAcquire', 2, acquire),
    renew: defineScript(redis, 'tributaryRenew', 1, renew),
    publish: defineScript(redis, 'tributaryPublish', 2, publish),
    fail: defineScript(redis, 'tributaryFail', 2, fail),
    release: defineScript(redis, 'tributaryRelease', 2, release),
  }
  const listeners = createListeners(subscriber, channel, clock)

  return {
    leaseMs,
    timeoutMs,
    listen: listeners.listen,
    async acquire(key, { followed = '0', unusable = '0', now }, signal) {
      if (!link.isUp) return { role: 'alone' }
      const given = [key, flightOf(key), leaseMs, now, followed, unusable, maxBytes] as const
      return acquisitionOf(await link.run(() => scripts.acquire(...given), signal))
    },
    async renew(key, token, signal) {
      return (await link.run(() => scripts.renew(flightOf(key), token, leaseMs), signal)) === 1
    },
    async publish(key, token, { value, ttlMs, freshUntil }, signal) {
      const ttl = Math.max(1, Math.ceil(ttlMs))
      const given = [key, flightOf(key), token, writeJson(value), ttl, freshUntil, channel] as const
      return (await link.run(() => scripts.publish(...given), signal)) === 1
    },
    async fail(key, token, failure, forMs, signal) {
      const given = [key, flightOf(key), token, writeJson(failure), Math.ceil(forMs), channel] as const
      return (await link.run(() => scripts.fail(...given), signal)) === 1
    },
    async release(key, token, signal) {
      await link.run(() => scripts.release(key, flightOf(key), token, channel), signal)
    },
  }
}

function acquisitionOf(reply: unknown): Acquisition {
  const [role, token, more = ''] = reply as readonly string[]
  if (typeof token !== 'string') throw new Error('no acquisition')
  switch (role) {
    case 'leader':
      return { role, token }
    case 'follower':
      return { role, token, leftMs: Number(more) }
    case 'published':
      return { role, token, value: unlessBroken(more) }
    case 'failed':
      return { role, token, failure: unlessBroken(more) }
    default:
      throw new Error('no acquisition')
  }
}

/** Null when the entry cannot be read; the caller then reports its token as unusable. */
function unlessBroken(text: string): unknown {
  try {
    return readJson(text)
  } catch {
    return null
  }
}
