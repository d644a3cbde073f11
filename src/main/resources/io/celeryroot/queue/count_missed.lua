-- SPDX-License-Identifier: Apache-2.0
-- Counts missed due instants of a schedule.
-- KEYS  1 cl.schedules.<name>
-- ARGV  1 how many are listed   2... epoch seconds, rising
-- INVARIANT missed_total only rises, and an instant counts once
local last = tonumber(redis.call('HGET', KEYS[1], 'missed_until') or '') or -1
local total = tonumber(redis.call('HGET', KEYS[1], 'missed_total') or '') or 0
for i = 2, #ARGV do
  local due = tonumber(ARGV[i])
  if due > last then
    last = due
    total = total + 1
  end
end
redis.call('HSET', KEYS[1], 'missed', ARGV[1],
  'missed_until', string.format('%.0f', last), 'missed_total', string.format('%.0f', total))
