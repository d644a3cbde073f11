-- SPDX-License-Identifier: Apache-2.0
-- Ends the pause of a schedule and remembers it, because what was due in it was not missed; see
-- rests.lua.
-- KEYS  1 cl:schedule:{name}
-- ARGV  1 most pauses to remember
-- RETURN epoch seconds of its start and of now; empty: it was not paused
-- INVARIANT a pause is either going on or remembered
local now = redis.call('TIME')[1]
local from = going_on(KEYS[1], ARGV[1], now)
if not from then
  return {}
end
end_pause(KEYS[1], from, now, ARGV[1])
return {from, now}
