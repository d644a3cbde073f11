-- SPDX-License-Identifier: Apache-2.0
-- Moves an instant of a schedule forward, and counts the run that it became, if it did.
-- KEYS  1 cl:schedule:{name}
-- ARGV  1 instant in epoch seconds   2 run id, '' for none   3 field of the instant
-- RETURN 1 the newest due instant moved forward, 0 it did not
-- INVARIANT the instant only moves forward
local text = redis.call('HGET', KEYS[1], ARGV[3]) or ''
local old = #text <= 12 and string.find(text, '^%d+$') and tonumber(text) or -1
if tonumber(ARGV[1]) <= old then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[1])
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'last_run', ARGV[2])
  redis.call('HINCRBY', KEYS[1], 'runs', 1)
end
return 1
