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
if ARGV[3] == '1' and holds_slot(KEYS[3], KEYS[4], KEYS[2], ARGV[2]) then
  pass_slot(KEYS[3], KEYS[4], KEYS[2], ARGV[4])
end
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then
  return 0
end
redis.call('LPUSH', KEYS[5], ARGV[5])
redis.call('LTRIM', KEYS[5], 0, ARGV[6] - 1)
redis.call('PEXPIRE', KEYS[5], ARGV[7])
return 1
