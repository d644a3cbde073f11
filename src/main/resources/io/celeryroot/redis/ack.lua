-- SPDX-License-Identifier: Apache-2.0
-- Acks a job whose result is stored, or a message that is not a job: takes it out of where it lies,
-- keeps it among the dead letters if it is one, and passes the slot of its schedule on.
-- KEYS  1 where the message lies: claimed list, list or delayed   2 list   3 slot   4 held
--       5 dead letters; left out: it is not one
-- ARGV  1 message   2 id, '' when unreadable   3 1: the job has a slot   4 expiry of the slot in ms
--       5 letter   6 most letters kept   7 expiry of the letters in ms
-- RETURN 1 the message was removed, 0 it was no longer there
-- INVARIANT a message becomes a letter once; see slot.lua
local mine = ARGV[3] == '1' and holds_slot(KEYS[3], KEYS[4], KEYS[2], ARGV[2])
if KEYS[5] then
  -- What holds a value of another type is an error before anything is changed.
  redis.call('LLEN', KEYS[5])
end
local removed
if redis.call('TYPE', KEYS[1]).ok == 'zset' then
  removed = redis.call('ZREM', KEYS[1], ARGV[1])
else
  removed = redis.call('LREM', KEYS[1], 1, ARGV[1])
end
-- A job that waited and is not there any more was claimed, and keeps its slot.
if mine and (removed == 1 or string.find(KEYS[1], ':claimed:', 1, true)) then
  pass_slot(KEYS[3], KEYS[4], KEYS[2], ARGV[4])
end
if KEYS[5] and removed == 1 then
  redis.call('LPUSH', KEYS[5], ARGV[5])
  redis.call('LTRIM', KEYS[5], 0, ARGV[6] - 1)
  redis.call('PEXPIRE', KEYS[5], ARGV[7])
end
return removed
