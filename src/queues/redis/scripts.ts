// Lua scripts for what BullMQ lacks: limits and lists by owner, the order of checkpoints, and cancelling a flow. See
// docs/decisions/0017-jobs-as-flows.md. The scripts compute their keys, which a Redis cluster would not permit.
import type { Redis } from 'ioredis'
import { defineScript, type Script } from '../../runtime/node/redis/script.ts'

/** Key prefix with the version of the stored format; versions with different formats do not see each other's jobs. */
export const prefix = 'tributary:v2'
/** The BullMQ queue of the parents: one per job, ready to run when its parts have settled. */
export const jobsQueue = 'jobs'
/** The BullMQ queue of the parts of one kind. One per kind, so that a slow upstream delays only its own kind. */
export const partsQueue = (kind: string): string => `parts-${kind}`

/** The sorted set of the jobs that an owner can list. */
export const listKey = (owner: string | null): string => `${prefix}:own:list:${ownerText(owner)}`
/** The list of a job's checkpoints. */
export const landedKey = (id: string): string => `${prefix}:own:landed:${id}`
/** The bit set of the items that have a checkpoint. */
export const seenKey = (id: string): string => `${prefix}:own:seen:${id}`
/** The number of a job's failed parts. */
export const failedKey = (id: string): string => `${prefix}:own:failed:${id}`
/** Set while an instance adds the flow of an admitted job. */
export const addingKey = (id: string): string => `${prefix}:own:adding:${id}`
/** Until when a job whose result has expired is `gone`, epoch ms. */
export const goneKey = (id: string): string => `${prefix}:own:gone:${id}`
/** The sorted set of cancelled jobs. */
export const cancelledKey = `${prefix}:own:cancelled`
/** The owner as part of a key; the prefix tells an owner with an empty name from no owner. */
export const ownerText = (owner: string | null): string => (owner === null ? '' : `=${owner}`)

/** How long an instance may take to add an admitted job before it is assumed to have died, in ms. */
const addingMs = 10_000
/** How long the keys of a job that never ends outlive its last change, in ms. */
const idleMs = 604_800_000

// own:list:<owner>    sorted by place: what the owner can list
// own:live:<owner>    jobs that may be unfinished; own:pending: jobs that may be waiting. BullMQ knows which of them are: the
//                     others are removed before a job is refused.
// own:adding:<job>    an instance has admitted the job and is adding its flow
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
  // ARGV: now, id, owner, maximum of waiting jobs, maximum of this owner or -1, how long a result is kept.
  admit: `
local endedAt = isCancelled(id) or redis.call('HGET', job(id), 'finishedOn')
local isThere = redis.call('EXISTS', job(id)) == 1 and not (endedAt and now >= endedAt + ARGV[6])
if isThere or redis.call('EXISTS', own('adding', id)) == 1 then return {'known'} end
local live, pending, list = own('live', ARGV[3]), own('pending'), own('list', ARGV[3])
local most, maxOwn = tonumber(ARGV[4]), tonumber(ARGV[5])
local waiting = redis.call('ZCARD', pending)
if waiting >= most then waiting = count(pending, true) end
if waiting >= most then return {'overloaded', waiting} end
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

  // ARGV: now, id, item, checkpoint, 1 if the part failed. Returns 1 if the checkpoint was stored.
  saveCheckpoint: `
local f = redis.call('HMGET', job(id), 'name', 'finishedOn')
if not f[1] or f[2] or isCancelled(id) then return 0 end
if redis.call('SETBIT', own('seen', id), ARGV[3], 1) == 1 then return 0 end
redis.call('RPUSH', own('landed', id), ARGV[4])
if ARGV[5] == '1' then redis.call('INCR', own('failed', id)) end
for _, name in ipairs({'landed', 'seen', 'failed'}) do redis.call('PEXPIRE', own(name, id), ${idleMs}) end
return 1`,

  // ARGV: now, id. Returns 1 if this call has cancelled the job.
  cancel: `
local f = redis.call('HMGET', job(id), 'name', 'finishedOn')
if not f[1] or f[2] or isCancelled(id) then return 0 end
redis.call('ZADD', own('cancelled'), now, id)
return 1`,

  // ARGV: now, unused, since. Returns the number of waiting jobs, and of the jobs cancelled since then those that BullMQ has
  // not finished yet, and all.
  counts: `
redis.call('ZREMRANGEBYSCORE', own('cancelled'), '-inf', '(' .. ARGV[3])
local open, all = 0, redis.call('ZRANGE', own('cancelled'), 0, -1)
for _, id in ipairs(all) do
  if redis.call('HEXISTS', job(id), 'finishedOn') == 0 then open = open + 1 end
end
return {count(own('pending'), true), open, #all}`,
}

/** The scripts as functions. The first argument of each is the time, the second the job id. */
export type Scripts = Readonly<Record<keyof typeof bodies, Script>>

/** Defines the scripts on a connection. */
export function defineScripts(redis: Redis): Scripts {
  const entries = Object.entries(bodies).map(([name, body]) => {
    const command = `tributaryJobs${name[0]?.toUpperCase()}${name.slice(1)}`
    return [name, defineScript(redis, command, 0, prelude + body)]
  })
  return Object.fromEntries(entries) as Scripts
}
