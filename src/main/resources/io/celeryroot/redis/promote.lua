-- SPDX-License-Identifier: Apache-2.0
-- Puts delayed jobs that are due into line.
-- KEYS  1 delayed   2 list
-- ARGV  1 most jobs to move
-- RETURN how many were moved
-- INVARIANT a message is in exactly one of the two; the earliest due comes first
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ms, 'LIMIT', 0, ARGV[1])
if #due > 0 then
  -- What holds a value of another type is an error before anything is changed.
  redis.call('LLEN', KEYS[2])
end
for _, message in ipairs(due) do
  redis.call('ZREM', KEYS[1], message)
  redis.call('LPUSH', KEYS[2], message)
end
return #due
