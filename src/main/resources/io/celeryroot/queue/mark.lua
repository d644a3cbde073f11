-- SPDX-License-Identifier: Apache-2.0
-- Records a due instant of a schedule that became a run.
-- KEYS  1 cl.schedules.<name>
-- ARGV  1 due instant in epoch seconds, '' for a run by hand   2 run id   3 field of the instant
-- RETURN 1 the newest due instant moved forward, 0 it did not
-- INVARIANT the instant only moves forward
local text = redis.call('HGET', KEYS[1], ARGV[3]) or ''
local old = #text <= 12 and string.find(text, '^%d+$') and tonumber(text) or -1
if ARGV[1] == '' or tonumber(ARGV[1]) <= old then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[1])
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'last_run', ARGV[2])
  redis.call('HINCRBY', KEYS[1], 'runs', 1)
end
return 1
