-- SPDX-License-Identifier: Apache-2.0
-- Part of other scripts: passes the slot of a schedule on.
-- INVARIANT only the holder frees the slot; a freed slot goes to the oldest held job in the same step

-- Whether the job has the slot; an error, before anything is changed, if the list is spoiled.
local function holds_slot(slot, held, list, id)
  if redis.call('GET', slot) ~= id then
    return false
  end
  if redis.call('LLEN', held) > 0 then
    redis.call('LLEN', list)
  end
  return true
end

-- Gives the slot to the oldest held job, which goes in line; frees it if there is none.
local function pass_slot(slot, held, list, expiry)
  local first = redis.call('RPOP', held)
  if first then
    local cut = string.find(first, '\n', 1, true)
    redis.call('SET', slot, string.sub(first, 1, cut - 1), 'PX', expiry)
    redis.call('LPUSH', list, string.sub(first, cut + 1))
  else
    redis.call('DEL', slot)
  end
end
