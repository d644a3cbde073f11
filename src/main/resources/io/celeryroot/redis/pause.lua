-- SPDX-License-Identifier: Apache-2.0
-- Pauses a schedule; see rests.lua.
-- KEYS  1 cl:schedule:{name}   2 cl:schedule:{name}:decided
-- ARGV  1 most pauses to remember   2 1: a pause that goes on stays as it is
--       3 epoch second of its end, '' for none   4 who   5 reason, '' for none
--       6 signed request, '' for none
--       7 epoch second that does not run because of this pause, unless it was decided; '' for this
--         second
-- RETURN 1 it was running, 0 it was paused before
-- INVARIANT the start of a pause that goes on stays
local now = redis.call('TIME')[1]
local from = going_on(KEYS[1], ARGV[1], now)
if from and ARGV[2] == '1' then
  return 0
end
local begin = from or now
local due = tonumber(ARGV[7]) or tonumber(now)
if not from and #redis.call('ZRANGEBYSCORE', KEYS[2], due, due) == 0 then
  -- The start of a pause is not in it.
  begin = string.format('%.0f', math.min(tonumber(now), due - 1))
end
redis.call('HDEL', KEYS[1], 'paused_until', 'paused_why', 'paused_seal')
redis.call('HSET', KEYS[1], 'paused', begin, 'paused_by', ARGV[4])
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], 'paused_until', ARGV[3])
end
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'paused_why', ARGV[5])
end
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], 'paused_seal', ARGV[6])
end
return from and 0 or 1
