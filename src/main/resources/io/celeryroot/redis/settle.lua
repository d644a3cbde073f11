-- SPDX-License-Identifier: Apache-2.0
-- Lets go of a job whose result is stored: out of the claimed list, and the place of its schedule to
-- the next in line.
-- KEYS  1 where the message lies: claimed list, list or delayed   2 list   3 slot   4 held
-- ARGV  1 message   2 id   3 1: the job has a slot   4 expiry in ms
-- RETURN 1 the message was removed, 0 it was no longer there
-- INVARIANT only the holder frees the slot; a freed slot goes to the oldest held job in the same step
-- What holds a value of another type is an error before anything is changed.
local mine = ARGV[3] == '1' and redis.call('GET', KEYS[3]) == ARGV[2]
if mine and redis.call('LLEN', KEYS[4]) > 0 then
  redis.call('LLEN', KEYS[2])
end
local removed
if redis.call('TYPE', KEYS[1]).ok == 'zset' then
  removed = redis.call('ZREM', KEYS[1], ARGV[1])
else
  removed = redis.call('LREM', KEYS[1], 1, ARGV[1])
end
if mine then
  local first = redis.call('RPOP', KEYS[4])
  if first then
    local cut = string.find(first, '\n', 1, true)
    redis.call('SET', KEYS[3], string.sub(first, 1, cut - 1), 'PX', ARGV[4])
    redis.call('LPUSH', KEYS[2], string.sub(first, cut + 1))
  else
    redis.call('DEL', KEYS[3])
  end
end
return removed
