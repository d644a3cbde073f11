-- SPDX-License-Identifier: Apache-2.0
-- Puts delayed jobs that are due into line.
-- KEYS  the sorted sets of delayed jobs, then the list of each
-- ARGV  1 most jobs to move of each
-- RETURN {how many were moved, ms until the next is due, -1 for none}
-- INVARIANT a message is in exactly one of the two; the earliest due comes first
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local pairs_of_keys = #KEYS / 2
local moved, next_due, spoiled = 0, -1, nil
for i = 1, pairs_of_keys do
  local delayed, list = KEYS[i], KEYS[i + pairs_of_keys]
  local due = redis.pcall('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, ARGV[1])
  local length = redis.pcall('LLEN', list)
  -- What holds a value of another type is found before anything is changed, and stops no other list.
  if due.err or (#due > 0 and type(length) == 'table') then
    spoiled = due.err and due or length
  else
    for _, message in ipairs(due) do
      redis.call('ZREM', delayed, message)
      redis.call('LPUSH', list, message)
    end
    moved = moved + #due
    local first = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
    if first then
      local wait = math.max(0, tonumber(first) - now)
      next_due = next_due < 0 and wait or math.min(next_due, wait)
    end
  end
end
return spoiled or {moved, math.floor(next_due)}
