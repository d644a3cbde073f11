-- SPDX-License-Identifier: Apache-2.0
-- Counts the end of a job in the record of its run. A part of other scripts.
-- ms: duration of the attempt; at: ms of the Redis clock; kept: expiry in ms
local function count_end(key, word, ms, at, kept)
  -- Only an index: one that is spoiled stops no job.
  if type(redis.pcall('HINCRBY', key, word, 1)) == 'table' then
    return
  end
  local longest = tonumber(redis.call('HGET', key, 'longest') or '')
  if longest and longest >= tonumber(ms) then
    redis.call('HSET', key, 'ended', at)
  else
    redis.call('HSET', key, 'ended', at, 'longest', ms)
  end
  redis.call('PEXPIRE', key, kept)
end
