-- SPDX-License-Identifier: Apache-2.0
-- Adds to what a job has printed.
-- KEYS  1 cl.output.<job>
-- ARGV  1 ms to keep it   2 attempt   3 host   4 what an entry costs beside its text
--       5 cost to which all that is there is cut first, oldest away; empty: not
--       6 how many entries to drop   then their ids
--       then of each new entry: channel, position in the attempt, text
-- RETURN the ids of the new entries
-- INVARIANT the caller drops what is over the limit; what is cut here is read one by one, so that
--       entries of others, however long and many, are neither sent nor held
if ARGV[5] ~= '' then
  local left, before, kept = tonumber(ARGV[5]), '+', false
  while true do
    local entry = redis.call('XREVRANGE', KEYS[1], before, '-', 'COUNT', 1)[1]
    if not entry then
      break
    end
    left = left - tonumber(ARGV[4])
    for _, part in ipairs(entry[2]) do
      left = left - #part
    end
    if left < 0 then
      redis.call('XTRIM', KEYS[1], 'MINID', '=', kept or '18446744073709551615-18446744073709551615')
      break
    end
    kept, before = entry[1], '(' .. entry[1]
  end
end
local at = 7
for _ = 1, tonumber(ARGV[6]) do
  redis.call('XDEL', KEYS[1], ARGV[at])
  at = at + 1
end
local ids = {}
while at + 2 <= #ARGV do
  ids[#ids + 1] = redis.call('XADD', KEYS[1], '*',
    'attempt', ARGV[2], 'host', ARGV[3], 'channel', ARGV[at], 'position', ARGV[at + 1], 'text', ARGV[at + 2])
  at = at + 3
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return ids
