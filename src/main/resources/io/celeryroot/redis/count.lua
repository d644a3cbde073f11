-- SPDX-License-Identifier: Apache-2.0
-- Counts what lies in the lists and sorted sets of one queue.
-- KEYS  lists, then sorted sets
-- ARGV  1 how many of the keys are lists
-- RETURN the counts, in the order of the keys
-- INVARIANT changes nothing
local counts = {}
for i = 1, #KEYS do
  counts[i] = redis.call(i <= tonumber(ARGV[1]) and 'LLEN' or 'ZCARD', KEYS[i])
end
return counts
