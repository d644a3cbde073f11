-- SPDX-License-Identifier: Apache-2.0
-- Acks a job whose result is stored: out of the claimed list, and the slot of its schedule to the
-- next in line.
-- KEYS  1 where the message lies: claimed list, list or delayed   2 list   3 slot   4 held
-- ARGV  1 message   2 id   3 1: the job has a slot   4 expiry in ms
-- RETURN 1 the message was removed, 0 it was no longer there
-- INVARIANT see slot.lua
local mine = ARGV[3] == '1' and holds_slot(KEYS[3], KEYS[4], KEYS[2], ARGV[2])
local removed
if redis.call('TYPE', KEYS[1]).ok == 'zset' then
  removed = redis.call('ZREM', KEYS[1], ARGV[1])
else
  removed = redis.call('LREM', KEYS[1], 1, ARGV[1])
end
if mine then
  pass_slot(KEYS[3], KEYS[4], KEYS[2], ARGV[4])
end
return removed
