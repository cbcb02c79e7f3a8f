// What BullMQ has no equivalent for, as atomic scripts: limits and lists by owner, the order in which parts were completed, and the
// cancellation of a flow (docs/decisions/0017-jobs-as-flows.md). The scripts build their keys themselves: all are in one Redis, no cluster.
import type { Redis } from 'ioredis'
import { defineScript, type Script } from '../../runtime/node/redis/script.ts'

/** Prefix of all keys. Its version grows when the stored format changes, so that versions do not read each other's jobs. */
export const prefix = 'tributary:v2'
/** The BullMQ queue of parents: one per job, ready when its parts are completed. */
export const jobsQueue = 'jobs'
/** The BullMQ queue of the parts of one kind, so that a slow upstream delays its own kind only. */
export const partsQueue = (kind: string): string => `parts-${kind}`

export const listKey = (owner: string | null): string => `${prefix}:own:list:${ownerText(owner)}`
export const landedKey = (id: string): string => `${prefix}:own:landed:${id}`
export const seenKey = (id: string): string => `${prefix}:own:seen:${id}`
export const failedKey = (id: string): string => `${prefix}:own:failed:${id}`
export const addingKey = (id: string): string => `${prefix}:own:adding:${id}`
export const goneKey = (id: string): string => `${prefix}:own:gone:${id}`
export const cancelledKey = `${prefix}:own:cancelled`
/** Encodes an owner so that no owner differs from every possible name. */
export const ownerText = (owner: string | null): string => (owner === null ? '' : `=${owner}`)

/** How long an admitted job may take to be added before the admission lapses, in ms. */
const addingMs = 10_000
/** Expiry of the keys of a job after its last change, in ms, in case it never ends. */
const idleMs = 604_800_000

// own:list:<owner>    sorted by place: what the owner can list
// own:live:<owner>    jobs that may be unfinished; own:pending: jobs that may be waiting. BullMQ knows which really are, so both
//                     are cleared of all others before a job is refused.
// own:adding:<job>    a process has admitted it and is about to add it
// own:landed:<job>    JSON of each checkpoint, in order of completion; own:seen:<job> a bit for each item,
//                     own:failed:<job> how many failed
// own:cancelled       sorted by time of cancellation
const prelude = `
local now, id = tonumber(ARGV[1]), ARGV[2]
local function own(...) return '${prefix}:own:' .. table.concat({...}, ':') end
local function job(id) return '${prefix}:${jobsQueue}:' .. id end
local function isCancelled(id) return redis.call('ZSCORE', own('cancelled'), id) end
local function count(key, isPending)
  for _, id in ipairs(redis.call('ZRANGE', key, 0, -1)) do
    local f = redis.call('HMGET', job(id), 'name', 'finishedOn', 'progress')
    local isLost = not f[1] and redis.call('EXISTS', own('adding', id)) == 0
    local hasBegun = isPending and f[3] and f[3] ~= '0'
    if isLost or f[2] or hasBegun or isCancelled(id) then redis.call('ZREM', key, id) end
  end
  return redis.call('ZCARD', key)
end
`

const bodies = {
  // ARGV: now, id, owner, max waiting, max of this owner or -1, ms for which a result is kept.
  admit: `
local endedAt = isCancelled(id) or redis.call('HGET', job(id), 'finishedOn')
local isThere = redis.call('EXISTS', job(id)) == 1 and not (endedAt and now >= endedAt + ARGV[6])
if isThere or redis.call('EXISTS', own('adding', id)) == 1 then return {'known'} end
local live, pending, list = own('live', ARGV[3]), own('pending'), own('list', ARGV[3])
local maxWaiting, maxOwn = tonumber(ARGV[4]), tonumber(ARGV[5])
local waiting = redis.call('ZCARD', pending)
if waiting >= maxWaiting then waiting = count(pending, true) end
if waiting >= maxWaiting then return {'overloaded', waiting} end
local running = redis.call('ZCARD', live)
if maxOwn >= 0 and running >= maxOwn then running = count(live) end
if maxOwn >= 0 and running >= maxOwn then return {'rate_limited', running} end
for _, old in ipairs(redis.call('ZRANGE', list, 0, 9)) do
  if redis.call('EXISTS', job(old)) == 0 and not redis.call('ZSCORE', live, old) then redis.call('ZREM', list, old) end
end
redis.call('SET', own('adding', id), 1, 'PX', ${addingMs})
redis.call('DEL', own('landed', id), own('seen', id), own('failed', id), own('gone', id))
redis.call('ZREM', own('cancelled'), id)
redis.call('ZADD', pending, now, id)
redis.call('ZADD', live, now, id)
redis.call('ZADD', list, redis.call('INCR', own('places')), id)
for _, key in ipairs({live, list}) do redis.call('PEXPIRE', key, ARGV[6] + ${idleMs}) end
return {'new'}`,

  // ARGV: now, id, item, checkpoint, 1 if the part failed. Returns 1 if it was stored.
  land: `
local f = redis.call('HMGET', job(id), 'name', 'finishedOn')
if not f[1] or f[2] or isCancelled(id) then return 0 end
if redis.call('SETBIT', own('seen', id), ARGV[3], 1) == 1 then return 0 end
redis.call('RPUSH', own('landed', id), ARGV[4])
if ARGV[5] == '1' then redis.call('INCR', own('failed', id)) end
for _, name in ipairs({'landed', 'seen', 'failed'}) do redis.call('PEXPIRE', own(name, id), ${idleMs}) end
return 1`,

  // ARGV: now, id. Returns 1 if this call ended the job.
  cancel: `
local f = redis.call('HMGET', job(id), 'name', 'finishedOn')
if not f[1] or f[2] or isCancelled(id) then return 0 end
redis.call('ZADD', own('cancelled'), now, id)
return 1`,

  // ARGV: now, unused, since. Returns the jobs waiting, then of the jobs cancelled since: those BullMQ has yet to end, and all.
  counts: `
redis.call('ZREMRANGEBYSCORE', own('cancelled'), '-inf', '(' .. ARGV[3])
local open, all = 0, redis.call('ZRANGE', own('cancelled'), 0, -1)
for _, id in ipairs(all) do
  if redis.call('HEXISTS', job(id), 'finishedOn') == 0 then open = open + 1 end
end
return {count(own('pending'), true), open, #all}`,
}

export type Scripts = Readonly<Record<keyof typeof bodies, Script>>

/** Defines the scripts on a connection. The first argument of each is the time, the second the job's id. */
export function defineScripts(redis: Redis): Scripts {
  const entries = Object.entries(bodies).map(([name, body]) => {
    const command = `tributaryJobs${name[0]?.toUpperCase()}${name.slice(1)}`
    return [name, defineScript(redis, command, 0, prelude + body)]
  })
  return Object.fromEntries(entries) as Scripts
}
