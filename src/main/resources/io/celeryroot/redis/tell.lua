-- SPDX-License-Identifier: Apache-2.0
-- Remembers what people were told of a subject, and puts the messages in line, in one step.
-- KEYS  1 cl:{live}:told   2 cl:{live}:notices   3 cl:{live}:watched, then the line of each message
-- ARGV  1 subject   2 the memory that was read, '' for none   3 the new memory, '' for none
--       4 run that is watched no more, '' for none   5 most messages of a line, then for each
--       message: group, text
-- RETURN 1 done, 0 somebody else has changed the memory since it was read
-- INVARIANT a message is in line if and only if the memory says that it was told
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZCARD', KEYS[2])
if ARGV[4] ~= '' then
  redis.call('ZREM', KEYS[3], ARGV[4])
end
for i = 4, #KEYS do
  local at = 6 + 2 * (i - 4)
  redis.call('RPUSH', KEYS[i], ARGV[at + 1])
  redis.call('LTRIM', KEYS[i], -ARGV[5], -1)
  redis.call('ZADD', KEYS[2], 'NX', now + i - 4, ARGV[at])
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
return 1
