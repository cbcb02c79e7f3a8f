// The rate limits of a whole deployment in Redis. Libraries count in windows, which allow two requests a moment apart at the border of
// two windows; a reservation is an instant, at least the spacing after the previous one. The time is
// Redis' own: the clocks of the instances do not matter.
import type { RateQuota, ReserveOptions, SharedRate } from '../../runtime.ts'
import type { Link } from './link.ts'
import { defineScript } from './script.ts'

export interface RedisRateOptions {
  /** For tests: the time in ms, instead of Redis' own. */
  now?: () => number
}

/**
 * How late a reservation may be used, in ms: replies take time and timers are late. Reservations are spaced this much further
 * apart, so that no two requests start too close together.
 */
const toleranceMs = 50

/** A request that started longer ago than this (ms) has been counted by its upstream, or never will be. */
const flightMs = 10_000

const time = `
local now = tonumber(ARGV[1])
if now == nil then
  local t = redis.call('TIME')
  now = t[1] * 1000 + t[2] / 1000
end
local f = redis.call('HMGET', KEYS[1], 'free', 'held', 'left', 'resetAt')
local free, held, left, resetAt = tonumber(f[1] or 0), tonumber(f[2] or 0), tonumber(f[3] or 0), tonumber(f[4] or 0)
local function keep(untilMs)
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, math.ceil(math.max(untilMs, free, held, resetAt) - now) + ${flightMs}) end
end
local function text(ms) return string.format('%.3f', ms) end`

// KEYS: rate, its requests. ARGV: now, spacing, within, slack. The same token bucket as in core, and the upstream's quota.
const reserve = `${time}
local spacing, within, slack = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local from = math.max(now, held)
if resetAt > from and left < 1 then from = resetAt end
local turn = math.max(from, free - slack)
if turn - now > within then return {text(turn - now), 0} end
free = math.max(free, from) + spacing
redis.call('HSET', KEYS[1], 'free', text(free))
if turn < resetAt then redis.call('HINCRBY', KEYS[1], 'left', -1) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now - ${flightMs}))
redis.call('ZADD', KEYS[2], text(turn), redis.call('HINCRBY', KEYS[1], 'count', 1))
keep(turn)
return {text(turn - now), 1}`

// KEYS: rate. ARGV: now, ms.
const hold = `${time}
held = math.max(held, now + tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'held', text(held))
keep(held)
return 1`

// KEYS: rate, its requests. ARGV: now, remaining, ms until the reset. Requests in flight may not be counted by the upstream yet.
const report = `${time}
local reset = now + tonumber(ARGV[3])
local underWay = redis.call('ZCOUNT', KEYS[2], text(now - ${flightMs}), text(reset)) - 1
local rest = math.floor(tonumber(ARGV[2])) - math.max(0, underWay)
local isSameWindow = resetAt > now and reset < resetAt + 5000
if isSameWindow then
  rest = math.min(rest, left)
  reset = math.max(reset, resetAt)
end
resetAt = reset
redis.call('HSET', KEYS[1], 'left', rest, 'resetAt', text(reset))
keep(reset)
return 1`

/** Shares the rate limits of a deployment through Redis. Methods reject while Redis is down. */
export function createRedisRate(link: Link, { now }: RedisRateOptions = {}): Required<SharedRate> {
  const { redis } = link
  const scripts = {
    reserve: defineScript(redis, 'tributaryReserve', 2, reserve),
    hold: defineScript(redis, 'tributaryHold', 1, hold),
    report: defineScript(redis, 'tributaryReport', 2, report),
  }
  const keyOf = (name: string): string => `tributary:v1:rate:${name}`
  const requestsOf = (name: string): string => `${keyOf(name)}:requests`
  const instant = (): number | string => now?.() ?? ''

  return {
    toleranceMs,
    async reserve(name, { spacingMs, withinMs, slackMs = 0 }: ReserveOptions, signal) {
      const given = [keyOf(name), requestsOf(name), instant(), spacingMs, withinMs, slackMs] as const
      const reply = await link.run(() => scripts.reserve(...given), signal)
      const [waitMs, isReserved] = reply as readonly [string, number]
      return { waitMs: Math.max(0, Number(waitMs)), isReserved: isReserved === 1 }
    },
    async hold(name, ms, signal) {
      await link.run(() => scripts.hold(keyOf(name), instant(), ms), signal)
    },
    async report(name, { remaining, resetMs }: RateQuota, signal) {
      const given = [keyOf(name), requestsOf(name), instant(), remaining, resetMs] as const
      await link.run(() => scripts.report(...given), signal)
    },
  }
}
