-- SPDX-License-Identifier: Apache-2.0
-- Puts a job into its queue once.
-- KEYS  1 marker of the job   2 list   3 delayed   4 slot   5 held   6 hosts
-- ARGV  1 id   2 message   3 expiry of slot, held and hosts in ms
--       4 overlap: allow, skip, queue (allow: keys 4 and 5 unused)
--       5 due ms for a job that must wait for its ETA, else ''
--       6 id of a slot holder that has ended, else ''   7 1: the slot's holder has not ended
--       8 most jobs that may be held   9 ms at which the job expires, '' for never
--       10 host, '' for any   11 expiry of the marker in ms
-- RETURN {QUEUED} {SKIPPED} {HELD} {DUPLICATE, what became of it}
--        {BUSY, holder}: nothing was done; look whether the holder has ended, then call again
-- INVARIANT one id is pushed once; at most one job of a slot is waiting or running
local marked = redis.call('GET', KEYS[1])
if marked then
  return {'DUPLICATE', string.match(marked, '%a+')}
end

-- Only an index: one that is spoiled stops no job.
local function note_host()
  if ARGV[10] ~= '' then
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    redis.pcall('ZADD', KEYS[6], now, ARGV[10])
    redis.pcall('ZREMRANGEBYSCORE', KEYS[6], '-inf', now - ARGV[3])
    redis.pcall('PEXPIRE', KEYS[6], ARGV[3])
  end
end

local function push(message)
  if ARGV[5] ~= '' then
    redis.call('ZADD', KEYS[3], ARGV[5], message)
  else
    redis.call('LPUSH', KEYS[2], message)
  end
end

-- What holds a value of another type is an error before anything is changed.
local function check(others)
  if others or ARGV[5] == '' then
    redis.call('LLEN', KEYS[2])
  end
  if ARGV[5] ~= '' then
    redis.call('ZCARD', KEYS[3])
  end
end

local function hold()
  if redis.call('LLEN', KEYS[5]) >= tonumber(ARGV[8]) then
    redis.call('SET', KEYS[1], 'SKIPPED', 'PX', ARGV[11])
    return {'SKIPPED'}
  end
  redis.call('LPUSH', KEYS[5], ARGV[1] .. '\n' .. ARGV[2])
  redis.call('PEXPIRE', KEYS[5], ARGV[3])
  redis.call('SET', KEYS[1], 'HELD ' .. ARGV[9], 'PX', ARGV[11])
  return {'HELD'}
end

if ARGV[4] == 'allow' then
  check(false)
else
  local holder = redis.call('GET', KEYS[4])
  if holder and holder ~= ARGV[6] then
    if ARGV[7] ~= '1' then
      return {'BUSY', holder}
    end
    if ARGV[4] == 'queue' then
      return hold()
    end
    redis.call('SET', KEYS[1], 'SKIPPED', 'PX', ARGV[11])
    return {'SKIPPED'}
  end
  -- The place is free, but others wait for it: they come first.
  check(redis.call('LLEN', KEYS[5]) > 0)
  local first = redis.call('RPOP', KEYS[5])
  if first then
    local cut = string.find(first, '\n', 1, true)
    redis.call('SET', KEYS[4], string.sub(first, 1, cut - 1), 'PX', ARGV[3])
    redis.call('LPUSH', KEYS[2], string.sub(first, cut + 1))
    if ARGV[4] == 'queue' then
      return hold()
    end
    redis.call('SET', KEYS[1], 'SKIPPED', 'PX', ARGV[11])
    return {'SKIPPED'}
  end
  redis.call('SET', KEYS[4], ARGV[1], 'PX', ARGV[3])
end
redis.call('SET', KEYS[1], 'QUEUED ' .. ARGV[9], 'PX', ARGV[11])
push(ARGV[2])
note_host()
return {'QUEUED'}
