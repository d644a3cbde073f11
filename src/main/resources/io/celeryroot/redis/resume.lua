-- SPDX-License-Identifier: Apache-2.0
-- Ends the pause of a schedule and remembers it, because what was due in it was not missed.
-- KEYS  1 cl:schedule:{name}
-- ARGV  1 most pauses to remember
-- RETURN 1 it was paused, 0 it was not
-- INVARIANT a pause is either going on or remembered; what somebody else wrote is no pause and goes
local from = redis.call('HGET', KEYS[1], 'paused') or ''
if #from > 12 or not string.find(from, '^%d+$') then
  redis.call('HDEL', KEYS[1], 'paused', 'paused_why')
  return 0
end
local rests = {}
for rest in string.gmatch(redis.call('HGET', KEYS[1], 'rests') or '', '%S+') do
  if string.find(rest, '^%d+%-%d+$') then
    rests[#rests + 1] = rest
  end
end
rests[#rests + 1] = from .. '-' .. redis.call('TIME')[1]
while #rests > tonumber(ARGV[1]) do
  table.remove(rests, 1)
end
redis.call('HSET', KEYS[1], 'rests', table.concat(rests, ' '))
redis.call('HDEL', KEYS[1], 'paused', 'paused_why')
return 1
