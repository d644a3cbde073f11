-- SPDX-License-Identifier: Apache-2.0
-- Counts missed due instants of a schedule.
-- KEYS  1 cl.schedules.<name>
-- ARGV  1 how many are listed   2 how many of these were not listed before
--       3... their epoch seconds, rising
-- RETURN nothing
-- INVARIANT missed_total only rises; an instant counts once, also when who listed it died before
--           it was counted, and when instants come out of order
local function number(field)
  local text = redis.call('HGET', KEYS[1], field) or ''
  return #text <= 15 and string.find(text, '^%d+$') and tonumber(text)
end

local last = number('missed_until') or -1
local new = 0
for i = 3, #ARGV do
  local due = tonumber(ARGV[i])
  if due > last then
    last = due
    new = new + 1
  end
end
redis.call('HSET', KEYS[1], 'missed', ARGV[1], 'missed_until', string.format('%.0f', last),
  'missed_total', string.format('%.0f', (number('missed_total') or 0) + math.max(new, ARGV[2])))
