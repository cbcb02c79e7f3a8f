// What is kept of jobs in Redis, and each step with it as one script, so that nothing comes between its looking and its doing.
// The keys are made inside of the scripts: all of them are in one Redis, and none is shared with anybody else. Times are those
// of the processes, as in the records; where Redis lets go of a key by itself it counts the time that has passed.
import type { Redis } from 'ioredis'
import { goneMs } from '../../jobs/record.ts'
import { defineScript, type Script } from '../../runtime/node/redis/script.ts'

/** Grows when what is kept changes its shape: an older version and a newer one do not read each other's jobs. */
const prefix = 'tributary:v1:jobs'

/** Ids of jobs that have changed are told here; `cancel:` and the id where one was cancelled. */
export const channel = `${prefix}:changes`

/** Where BullMQ keeps what is its own. */
export const dispatchPrefix = 'tributary:v1'
export const dispatchName = 'dispatch'

/** A sweep lets go of so many jobs of each end at most: the rest are for the next one. */
const mostSwept = 100

// job:<id>          hash: state, run, place, done, owner, key, hash of the request, times, error
// order:<id>        JSON of what was ordered; with `landed` and `codes` it is gone once the result has expired
// landed:<id>       list: index and JSON of each checkpoint, in the order in which they landed
// codes:<id>        hash: index of each item that has landed, and why it failed, if it did
// live:<state>      sorted by place: jobs that wait or run
// ended:<state>     sorted by when it expires: jobs that have ended, each with its owner
// list:<state>:<owner>, list:all:<owner>   sorted by place
// key:<owner and key>   the job that was submitted with it
const prelude = `
local P = '${prefix}:'
local now = tonumber(ARGV[1])
local function at(...) return P .. table.concat({...}, ':') end
local function isLive(state) return state == 'pending' or state == 'running' end

local function stageOf(id)
  local f = redis.call('HMGET', at('job', id), 'state', 'expiresAt')
  if not f[1] then return 'none' end
  local expiresAt = tonumber(f[2] or '')
  if expiresAt and now >= expiresAt + ${goneMs} then return 'none' end
  if expiresAt and now >= expiresAt then return 'gone' end
  return 'kept', f[1]
end

local function read(id)
  local stage = stageOf(id)
  if stage ~= 'kept' then return {stage} end
  local f = redis.call('HMGET', at('job', id), 'state', 'done', 'startedAt', 'endedAt', 'expiresAt', 'error', 'place')
  local order = redis.call('GET', at('order', id))
  if not order then return {'gone'} end
  return {'kept', order, unpack(f)}
end

local function move(id, from, to)
  local f = redis.call('HMGET', at('job', id), 'owner', 'place')
  redis.call('HSET', at('job', id), 'state', to)
  redis.call('ZREM', at('live', from), id)
  redis.call('ZREM', at('list', from, f[1]), id)
  redis.call('ZADD', at('list', to, f[1]), f[2], id)
  if isLive(to) then redis.call('ZADD', at('live', to), f[2], id) end
end

local function sweep()
  for _, state in ipairs({'done', 'failed', 'cancelled'}) do
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', at('ended', state), '-inf', now, 'LIMIT', 0, ${mostSwept})) do
      local id, owner = string.match(member, '^(%S+) (.*)$')
      redis.call('ZREM', at('ended', state), member)
      redis.call('ZREM', at('list', state, owner), id)
      redis.call('ZREM', at('list', 'all', owner), id)
    end
  end
end

local function finish(id, to, failure, keepMs)
  local key = at('job', id)
  local f = redis.call('HMGET', key, 'state', 'owner', 'key')
  local expiresAt = string.format('%.0f', now + keepMs)
  move(id, f[1], to)
  redis.call('HSET', key, 'endedAt', ARGV[1], 'expiresAt', expiresAt, 'error', failure)
  redis.call('ZADD', at('ended', to), expiresAt, id .. ' ' .. f[2])
  redis.call('PEXPIRE', key, keepMs + ${goneMs})
  for _, name in ipairs({'order', 'landed', 'codes'}) do redis.call('PEXPIRE', at(name, id), keepMs) end
  if f[3] ~= '' and redis.call('GET', at('key', f[3])) == id then redis.call('PEXPIRE', at('key', f[3]), keepMs) end
  redis.call('PUBLISH', '${channel}', id)
end

local function standing(id, run)
  local f = redis.call('HMGET', at('job', id), 'state', 'run')
  if f[1] ~= 'running' then return 'ended' end
  if f[2] ~= run then return 'superseded' end
  return 'ours'
end
`

const bodies = {
  // ARGV: now, id, owner, key, hash, order, most that wait, most of this owner or -1, whether new ones are taken, kind.
  submit: `
sweep()
local id, owner, key, hash = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local known = key ~= '' and redis.call('GET', at('key', key))
if known then
  local job = read(known)
  if job[1] == 'kept' then
    if redis.call('HGET', at('job', known), 'hash') ~= hash then return {'conflict'} end
    return {'known', unpack(job, 2, 9)}
  end
end
if ARGV[9] == '0' then return {'draining'} end
local waiting = redis.call('ZCARD', at('live', 'pending'))
if waiting >= tonumber(ARGV[7]) then return {'overloaded', tostring(waiting)} end
local own = redis.call('ZCARD', at('list', 'pending', owner)) + redis.call('ZCARD', at('list', 'running', owner))
if tonumber(ARGV[8]) >= 0 and own >= tonumber(ARGV[8]) then return {'rate_limited', tostring(own)} end
local place = redis.call('INCR', at('places'))
redis.call('HSET', at('job', id), 'state', 'pending', 'run', '0', 'place', place, 'done', '0', 'owner', owner, 'key', key, 'hash', hash, 'kind', ARGV[10])
redis.call('SET', at('order', id), ARGV[6])
for _, name in ipairs({'list:all', 'list:pending'}) do redis.call('ZADD', at(name, owner), place, id) end
redis.call('ZADD', at('live', 'pending'), place, id)
if key ~= '' then redis.call('SET', at('key', key), id) end
return {'new'}`,

  // ARGV: now, id.
  find: 'return read(ARGV[2])',

  // ARGV: now, id, first, last.
  checkpoints: `
if stageOf(ARGV[2]) ~= 'kept' then return {} end
return {redis.call('HGET', at('job', ARGV[2]), 'kind'), redis.call('LRANGE', at('landed', ARGV[2]), ARGV[3], ARGV[4])}`,

  // ARGV: now, owner, state or all, the place before which, how many. Gives first the place of the last where there are more.
  list: `
sweep()
local key, most = at('list', ARGV[3], ARGV[2]), tonumber(ARGV[5])
local ids = redis.call('ZREVRANGEBYSCORE', key, '(' .. ARGV[4], '-inf', 'LIMIT', 0, most + 1)
local page = {#ids > most and redis.call('ZSCORE', key, ids[most]) or ''}
for i = 1, math.min(#ids, most) do
  local job = read(ids[i])
  if job[1] == 'kept' then table.insert(page, job) end
end
return page`,

  // ARGV: now.
  counts: `
sweep()
local counts = {}
for _, state in ipairs({'pending', 'running'}) do table.insert(counts, redis.call('ZCARD', at('live', state))) end
for _, state in ipairs({'done', 'failed', 'cancelled'}) do table.insert(counts, redis.call('ZCARD', at('ended', state))) end
return counts`,

  // ARGV: now, id, for how long to keep it.
  cancel: `
local stage, state = stageOf(ARGV[2])
if stage == 'kept' and isLive(state) then
  finish(ARGV[2], 'cancelled', '', tonumber(ARGV[3]))
  redis.call('PUBLISH', '${channel}', 'cancel:' .. ARGV[2])
end
return read(ARGV[2])`,

  // ARGV: now, id. Whoever has run it so far is superseded.
  begin: `
local stage, state = stageOf(ARGV[2])
if stage ~= 'kept' or not isLive(state) then return {} end
local run = redis.call('HINCRBY', at('job', ARGV[2]), 'run', 1)
if state == 'pending' then
  move(ARGV[2], 'pending', 'running')
  redis.call('HSETNX', at('job', ARGV[2]), 'startedAt', ARGV[1])
  redis.call('PUBLISH', '${channel}', ARGV[2])
end
return {tostring(run), read(ARGV[2]), redis.call('HGETALL', at('codes', ARGV[2]))}`,

  // ARGV: now, id, run, index, code, checkpoint.
  land: `
local id = ARGV[2]
local is = standing(id, ARGV[3])
if is ~= 'ours' then return is end
if redis.call('HSETNX', at('codes', id), ARGV[4], ARGV[5]) == 0 then return 'again' end
redis.call('RPUSH', at('landed', id), ARGV[4] .. ' ' .. ARGV[6])
redis.call('HINCRBY', at('job', id), 'done', 1)
redis.call('PUBLISH', '${channel}', id)
return 'ours'`,

  // ARGV: now, id, run.
  check: 'return standing(ARGV[2], ARGV[3])',

  // ARGV: now, id, run or nothing for whichever, state, failure, for how long to keep it, how many the run believes to have landed.
  finish: `
local is = standing(ARGV[2], ARGV[3])
if ARGV[3] == '' then
  local stage, state = stageOf(ARGV[2])
  is = stage == 'kept' and isLive(state) and 'ours' or 'ended'
end
if is ~= 'ours' then return is end
if tonumber(redis.call('HGET', at('job', ARGV[2]), 'done')) < tonumber(ARGV[7]) then return 'lost' end
finish(ARGV[2], ARGV[4], ARGV[5], tonumber(ARGV[6]))
return 'ours'`,

  // ARGV: now. Jobs that wait or run, and of which BullMQ knows nothing.
  lost: `
local lost = {}
for _, state in ipairs({'pending', 'running'}) do
  for _, id in ipairs(redis.call('ZRANGE', at('live', state), 0, 999)) do
    if redis.call('EXISTS', '${dispatchPrefix}:${dispatchName}:' .. id) == 0 then table.insert(lost, id) end
  end
end
return lost`,
}

export type Scripts = Readonly<Record<keyof typeof bodies, Script>>

/** Makes the scripts known to a connection. The first argument of each is the time. */
export function defineScripts(redis: Redis): Scripts {
  const entries = Object.entries(bodies).map(([name, body]) => {
    const command = `tributaryJobs${name[0]?.toUpperCase()}${name.slice(1)}`
    return [name, defineScript(redis, command, 0, prelude + body)]
  })
  return Object.fromEntries(entries) as Scripts
}
