-- SPDX-License-Identifier: Apache-2.0
-- Records due instants that will not run: lists them, counts them, moves the last due one forward.
-- KEYS  1 cl:schedule:{name}:missed   2 cl:schedule:{name}
-- ARGV  1 expiry in ms   2 most to keep   3... epoch second, ISO instant, epoch second, ..., rising
-- RETURN how many were not listed before
-- INVARIANT missed_total only rises; an instant counts once, also when instants come out of order
local function number(field)
  local text = redis.call('HGET', KEYS[2], field) or ''
  return #text <= 15 and string.find(text, '^%d+$') and tonumber(text)
end

local last_due = number('last_due') or -1
local last = number('missed_until') or -1
local listed, newer = 0, 0
for i = 3, #ARGV, 2 do
  local due = tonumber(ARGV[i])
  listed = listed + redis.call('ZADD', KEYS[1], 'NX', due, ARGV[i + 1])
  if due > last then
    last = due
    newer = newer + 1
  end
  last_due = math.max(last_due, due)
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
-- Of more than the list holds, some were listed before and have gone.
local fresh = (#ARGV - 2) / 2 > tonumber(ARGV[2]) and newer or math.max(newer, listed)
local function text(value)
  return string.format('%.0f', value)
end
redis.call('HSET', KEYS[2], 'missed', redis.call('ZCARD', KEYS[1]), 'missed_until', text(last),
  'missed_total', text((number('missed_total') or 0) + fresh), 'last_due', text(last_due))
return listed
