-- SPDX-License-Identifier: Apache-2.0
-- Moves a claimed message to the dead letters, and the place of its schedule to the next in line.
-- KEYS  1 claimed list   2 list   3 slot   4 held   5 dead letters
-- ARGV  1 message   2 id, '' when unreadable   3 1: the job has a slot   4 expiry of
--       the slot in ms   5 letter   6 most letters kept   7 expiry of the letters in ms
-- RETURN 1 moved, 0 it was no longer there
-- INVARIANT a message becomes a letter once
-- What holds a value of another type is an error before anything is changed.
redis.call('LLEN', KEYS[1])
redis.call('LLEN', KEYS[5])
local mine = ARGV[3] == '1' and redis.call('GET', KEYS[3]) == ARGV[2]
if mine and redis.call('LLEN', KEYS[4]) > 0 then
  redis.call('LLEN', KEYS[2])
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
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then
  return 0
end
redis.call('LPUSH', KEYS[5], ARGV[5])
redis.call('LTRIM', KEYS[5], 0, ARGV[6] - 1)
redis.call('PEXPIRE', KEYS[5], ARGV[7])
return 1
