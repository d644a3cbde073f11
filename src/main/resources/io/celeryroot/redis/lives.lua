-- SPDX-License-Identifier: Apache-2.0
-- Notes a sign of life: prolongs the newest life, or begins another after a silence.
-- KEYS  1 cl:{live}:lives
-- ARGV  1 seconds of silence that end a life   2 most lives to keep   3 expiry in ms
-- RETURN the server's seconds and microseconds
-- INVARIANT a life never ends earlier than it did; a key of another type is left alone
local time = redis.call('TIME')
local last = redis.pcall('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if last.err then
  return time
end
local goes_on = last[2] and tonumber(time[1]) - tonumber(last[2]) <= tonumber(ARGV[1])
local ends = goes_on and math.max(tonumber(time[1]), tonumber(last[2])) or tonumber(time[1])
redis.call('ZADD', KEYS[1], string.format('%.0f', ends), goes_on and last[1] or time[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return time
