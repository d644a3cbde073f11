-- SPDX-License-Identifier: Apache-2.0
-- Puts a claimed job among the delayed.
-- KEYS  1 claimed list   2 delayed
-- ARGV  1 message   2 due ms of the Redis clock, or '+' and ms from now
-- RETURN 1 moved, 0 it was no longer there
-- INVARIANT the message is in exactly one of the two
-- What holds a value of another type is an error before anything is changed.
redis.call('ZCARD', KEYS[2])
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then
  return 0
end
local due = ARGV[2]
if string.sub(due, 1, 1) == '+' then
  local now = redis.call('TIME')
  due = now[1] * 1000 + math.floor(now[2] / 1000) + tonumber(string.sub(due, 2))
end
redis.call('ZADD', KEYS[2], due, ARGV[1])
return 1
