-- SPDX-License-Identifier: Apache-2.0
-- Records that messages of a group were sent, or that they could not be.
-- KEYS  1 cl:{live}:notices   2 the line of the group   3 cl:{live}:receivers
-- ARGV  1 group   2 number of messages to take from its line
--       3 ms until its next turn; '' for none: the group goes if its line is empty
--       4 receiver   5 what is on record about it, '' for no change
-- RETURN messages that are left
-- INVARIANT a group with messages has a turn; one whose messages were sent keeps it, so that the
--           next message waits for it
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if tonumber(ARGV[2]) > 0 then
  redis.call('LTRIM', KEYS[2], ARGV[2], -1)
end
local left = redis.call('LLEN', KEYS[2])
if ARGV[3] == '' and left == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], now + (tonumber(ARGV[3]) or 0), ARGV[1])
end
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])
end
return left
