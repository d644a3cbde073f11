-- SPDX-License-Identifier: Apache-2.0
-- Tells a pause of a schedule that goes on from one that is over, which becomes a rest.
-- key: cl:schedule:{name}; most: pauses to remember; now: epoch second
-- RETURN going_on: start of the pause that goes on; false: none
-- INVARIANT a pause is either going on or remembered; what somebody else wrote is no pause and goes
local function is_time(text)
  return text and #text <= 12 and string.find(text, '^%d+$')
end

local function end_pause(key, from, to, most)
  local rests = {}
  for rest in string.gmatch(redis.call('HGET', key, 'rests') or '', '%S+') do
    if string.find(rest, '^%d+%-%d+$') then
      rests[#rests + 1] = rest
    end
  end
  rests[#rests + 1] = from .. '-' .. to
  while #rests > tonumber(most) do
    table.remove(rests, 1)
  end
  redis.call('HSET', key, 'rests', table.concat(rests, ' '))
  redis.call('HDEL', key, 'paused', 'paused_until', 'paused_by', 'paused_why', 'paused_seal')
end

local function going_on(key, most, now)
  local from = redis.call('HGET', key, 'paused')
  local till = redis.call('HGET', key, 'paused_until')
  if not is_time(from) then
    redis.call('HDEL', key, 'paused', 'paused_until', 'paused_by', 'paused_why', 'paused_seal')
    return false
  end
  if is_time(till) and tonumber(till) <= tonumber(now) then
    -- What is due at the end of a pause is due again.
    end_pause(key, from, string.format('%.0f', tonumber(till) - 1), most)
    return false
  end
  return from
end
