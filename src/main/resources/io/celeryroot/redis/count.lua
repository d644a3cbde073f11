-- SPDX-License-Identifier: Apache-2.0
-- Counts what lies in lists and sorted sets of one queue.
-- KEYS  lists and sorted sets
-- ARGV  none
-- RETURN the counts, in the order of the keys
-- INVARIANT changes nothing
local counts = {}
for i, key in ipairs(KEYS) do
  counts[i] = redis.call(redis.call('TYPE', key).ok == 'zset' and 'ZCARD' or 'LLEN', key)
end
return counts
