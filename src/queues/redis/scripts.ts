// What BullMQ has no equivalent for, each one step of Redis: bounds and lists by owner, the order in which parts landed, and the
// end of a flow before its time. Docs: docs/decisions/0017-jobs-as-flows.md. The keys are made inside of the scripts: all are in one Redis.
import type { Redis } from 'ioredis'
import { defineScript, type Script } from '../../runtime/node/redis/script.ts'

/** Grows when what is kept changes its shape: an older version and a newer one do not read each other's jobs. */
export const prefix = 'tributary:v2'
/** The queue of BullMQ that holds one parent for each job, ready when its parts are over. */
export const jobsQueue = 'jobs'
/** The queue of the parts of one kind: an upstream that is slow holds up its own kind only. */
export const partsQueue = (kind: string): string => `parts-${kind}`

export const listKey = (owner: string | null): string => `${prefix}:own:list:${ownerText(owner)}`
export const landedKey = (id: string): string => `${prefix}:own:landed:${id}`
export const seenKey = (id: string): string => `${prefix}:own:seen:${id}`
export const failedKey = (id: string): string => `${prefix}:own:failed:${id}`
export const addingKey = (id: string): string => `${prefix}:own:adding:${id}`
export const goneKey = (id: string): string => `${prefix}:own:gone:${id}`
export const cancelledKey = `${prefix}:own:cancelled`
/** No owner and an owner of any name must differ. */
export const ownerText = (owner: string | null): string => (owner === null ? '' : `=${owner}`)

/** A job that was let in and has not been added for so long never will be, in ms. */
const addingMs = 10_000
/** What belongs to a job that never ends goes so long after its last change, in ms. */
const idleMs = 604_800_000

// own:list:<owner>    sorted by place: what the owner can list
// own:live:<owner>    jobs that may be under way; own:pending: those that may wait. Which of them are is what BullMQ knows: both
//                     are cleared of all others before a job is refused.
// own:adding:<job>    a process has admitted it and is about to add it
// own:landed:<job>    JSON of each checkpoint, in order of completion; own:seen:<job> a bit for each item,
//                     own:failed:<job> how many failed
// own:cancelled       sorted by when each was
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
  // ARGV: now, id, owner, most that wait, most of this owner or -1, for how long a result is kept.
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

  // ARGV: now, id, item, checkpoint, 1 when the part failed. 1 when it is kept.
  land: `
local f = redis.call('HMGET', job(id), 'name', 'finishedOn')
if not f[1] or f[2] or isCancelled(id) then return 0 end
if redis.call('SETBIT', own('seen', id), ARGV[3], 1) == 1 then return 0 end
redis.call('RPUSH', own('landed', id), ARGV[4])
if ARGV[5] == '1' then redis.call('INCR', own('failed', id)) end
for _, name in ipairs({'landed', 'seen', 'failed'}) do redis.call('PEXPIRE', own(name, id), ${idleMs}) end
return 1`,

  // ARGV: now, id. 1 when this has ended it.
  cancel: `
local f = redis.call('HMGET', job(id), 'name', 'finishedOn')
if not f[1] or f[2] or isCancelled(id) then return 0 end
redis.call('ZADD', own('cancelled'), now, id)
return 1`,

  // ARGV: now, nothing, since when. How many wait, and of those that were cancelled since how many BullMQ has yet to end, and all.
  counts: `
redis.call('ZREMRANGEBYSCORE', own('cancelled'), '-inf', '(' .. ARGV[3])
local open, all = 0, redis.call('ZRANGE', own('cancelled'), 0, -1)
for _, id in ipairs(all) do
  if redis.call('HEXISTS', job(id), 'finishedOn') == 0 then open = open + 1 end
end
return {count(own('pending'), true), open, #all}`,
}

export type Scripts = Readonly<Record<keyof typeof bodies, Script>>

/** Makes the scripts known to a connection. The first argument of each is the time, the second the job. */
export function defineScripts(redis: Redis): Scripts {
  const entries = Object.entries(bodies).map(([name, body]) => {
    const command = `tributaryJobs${name[0]?.toUpperCase()}${name.slice(1)}`
    return [name, defineScript(redis, command, 0, prelude + body)]
  })
  return Object.fromEntries(entries) as Scripts
}
